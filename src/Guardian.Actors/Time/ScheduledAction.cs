namespace Guardian.Actors;

/// <summary>An action to run later.</summary>
internal sealed class ScheduledAction(ActorSystemImpl system, Action action, ICancelable? cancelable, TimeSpan? interval) : ScheduledItem(interval)
{
    public override void Fire()
    {
        if (cancelable is { IsCancellationRequested: true })
        {
            return;
        }

        try
        {
            action();
        }
#pragma warning disable CA1031 // an action of the application must not take the timer thread, and with it all timers, down
        catch (Exception failure)
#pragma warning restore CA1031 // end of the clause
        {
            system.EventStream.Publish(new Error(failure, "scheduler", typeof(IScheduler), "A scheduled action failed."));
        }
    }
}
