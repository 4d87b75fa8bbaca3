namespace Guardian.Workers.Actors;

/// <summary>What a worker supervisor knows of one of its instances.</summary>
internal sealed class Child(IActorRef actor, InstanceSeat seat)
{
    public IActorRef Ref { get; } = actor;

    public InstanceSeat Seat { get; } = seat;

    /// <summary>What was ordered last.</summary>
    public ChildState State { get; set; } = ChildState.Idle;

    /// <summary>Number of the last order.</summary>
    public long Order { get; set; }

    /// <summary>What it told of itself last, or null before its first word.</summary>
    public InstanceView? View { get; set; }

    /// <summary>It leaves the worker as soon as it has stopped.</summary>
    public bool Leaving { get; set; }

    /// <summary>The restart policy said that no start follows (done, or never); a person's word lifts it.</summary>
    public bool Halted { get; set; }

    /// <summary>Its next start is by a person's word, so the restart policy begins with a clean slate.</summary>
    public bool Forget { get; set; }

    /// <summary>For members of a group: when its start is due, which the group holds back; it also counts after the group's stop.</summary>
    public MonotonicTime? HeldUntil { get; set; }
}

/// <summary>What a worker supervisor has ordered of an instance.</summary>
internal enum ChildState
{
    /// <summary>No process, none ordered.</summary>
    Idle,

    /// <summary>To run: a process is up or on its way, perhaps after a delay.</summary>
    Live,

    /// <summary>To stop; its word on that is awaited.</summary>
    Stopping,

    /// <summary>Its actor is being stopped.</summary>
    Ending,
}
