namespace Guardian.Workers.Actors;

/// <summary>What of an instance outlives its processes and the incarnations of its actor.</summary>
/// <remarks>
/// Owned by the instance actor. Its supervisor reads and writes it in two moments only: before the actor exists, and in its decider,
/// while the actor is suspended; the runtime's mailboxes order those against the actor's own turns.
/// </remarks>
internal sealed class InstanceSeat(WorkerDefinition definition, InstanceName name)
{
    public WorkerDefinition Definition { get; set; } = definition;

    public InstanceName Name { get; } = name;

    /// <summary>Notify socket, log and process; null until the first launch, and after it could not be opened.</summary>
    public IProcessSlot? Slot { get; set; }

    /// <summary>What the slot was opened with.</summary>
    public SlotSpec? SlotSpec { get; set; }

    /// <summary>The process that runs, or null.</summary>
    public InstanceLife? Life { get; set; }

    /// <summary>Pid of the process before, whose last words may still be under way.</summary>
    public int LastPid { get; set; }

    /// <summary>Counts launches and adoptions, so that late words of an earlier process can be told apart.</summary>
    public long Incarnation { get; set; }

    /// <summary>The restart policy's memory.</summary>
    public RestartHistory History { get; set; } = RestartHistory.Empty;

    /// <summary>Unasked restarts, also those before the node was restarted.</summary>
    public int Restarts { get; set; }

    public LastExit? LastExit { get; set; }

    /// <summary>Where an earlier node had followed the log to.</summary>
    public long LogOffset { get; set; }

    /// <summary>The log is being rotated, which must not be done twice at a time, nor while it is read.</summary>
    public bool Rotating { get; set; }

    /// <summary>The last order of the supervisor that was carried out; older ones that come late are dropped.</summary>
    public long LastOrder { get; set; }

    /// <summary>The state was saved and not yet handed back to a process.</summary>
    public bool RestoreDue { get; set; }

    /// <summary>The process whose state was saved. It still has it: a node that takes it over must not hand it an older one.</summary>
    public ProcessIdentity? SavedOf { get; set; }

    /// <summary>Whether a process must be handed the saved state.</summary>
    public bool MustRestore(ProcessIdentity process) => RestoreDue && process != SavedOf;

    /// <summary>The item in hand at the last unexpected end, or null.</summary>
    public string? DeathTask { get; set; }

    /// <summary>How many of the last unexpected ends in a row had that item in hand.</summary>
    public int SameTaskDeaths { get; set; }

    /// <summary>Takes note of what was in hand when a process ended; an end that was asked for says nothing about the item.</summary>
    public void CountDeath(string? task, bool expected)
    {
        if (!expected)
        {
            SameTaskDeaths = task is null ? 0 : task == DeathTask ? SameTaskDeaths + 1 : 1;
            DeathTask = task;
        }
    }

    /// <summary>Why nothing runs, or why the last life ended, for the status.</summary>
    public string? WaitingReason { get; set; }

    /// <summary>True from a spent budget (or an exit code that forbids a restart) until the next life has proved stable.</summary>
    public bool GaveUp { get; set; }
}
