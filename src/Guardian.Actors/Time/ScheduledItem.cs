namespace Guardian.Actors;

/// <summary>One entry of the scheduler's heap.</summary>
internal abstract class ScheduledItem(TimeSpan? interval)
{
    /// <summary>Time between repetitions, or null for once.</summary>
    public TimeSpan? Interval { get; } = interval;

    /// <summary>Written and read under the scheduler's gate only, as are the other mutable members.</summary>
    internal long Due { get; set; }

    internal long Sequence { get; set; }

    internal int HeapIndex { get; set; } = -1;

    internal ActorScheduler? Scheduler { get; set; }

    /// <summary>Runs on a pool thread, or on the thread that advances a manual clock; must not block.</summary>
    public abstract void Fire();

    /// <summary>Takes the item out; a firing that is under way may still happen.</summary>
    public void Cancel() => Scheduler?.Remove(this);
}
