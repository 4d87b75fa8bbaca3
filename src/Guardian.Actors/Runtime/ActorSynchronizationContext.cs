namespace Guardian.Actors;

/// <summary>Brings the rest of an asynchronous handler back to the turn of the actor, for one incarnation.</summary>
/// <remarks>When the incarnation is gone the rest still runs, so that what it holds is released, but without an actor around it.</remarks>
internal sealed class ActorSynchronizationContext(ActorCell cell, LocalActorRef self, int incarnation) : SynchronizationContext
{
    private readonly ActorSystemImpl _system = self.SystemImpl;

    public bool IsCurrent => cell.Incarnation == incarnation;

    public MessageNode? HandledMessage { get; init; }

    public override void Post(SendOrPostCallback d, object? state) => self.SendSystem(new SystemMessage.Continuation(this, d, state));

    public override void Send(SendOrPostCallback d, object? state)
    {
        if (!ReferenceEquals(Current, this))
        {
            throw new NotSupportedException("Nothing can be run on an actor's turn from outside without waiting; use Post, or tell the actor.");
        }

        d(state);
    }

    public override SynchronizationContext CreateCopy() => this;

    public void OnHandlerEnded(Task task) => self.SendSystem(new SystemMessage.HandlerDone(this, task));

    /// <summary>Runs what belongs to an incarnation that is gone, on the pool.</summary>
    public void RunDetached(SystemMessage.Continuation rest) => ThreadPool.UnsafeQueueUserWorkItem(
        static work =>
        {
            try
            {
                work.rest.Run();
            }
            catch (Exception failure)
            {
                // Nobody supervises it any more; reporting is all that is left.
                work.origin.Report(failure);
            }
        },
        (rest, origin: this),
        preferLocal: false);

    /// <summary>Reports a handler that failed after its incarnation was gone.</summary>
    public void ReportDetached(Task task)
    {
        if (task.Exception is { } failure)
        {
            Report(failure.InnerException ?? failure);
        }
    }

    private void Report(Exception failure) => _system.EventStream.Publish(new Warning(
        failure,
        self.Path.ToString(),
        typeof(ActorSynchronizationContext),
        $"An asynchronous handler failed after the actor had been restarted or stopped: {failure.Message}"));
}
