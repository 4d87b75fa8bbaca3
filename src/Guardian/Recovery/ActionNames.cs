using System.Collections.Immutable;

namespace Guardian.Recovery;

/// <summary>Names of the recovery actions, in the order of the ladder: cheapest and least intrusive first.</summary>
/// <remarks>They are a contract: commands, journal, and knowledge use them.</remarks>
public static class ActionNames
{
    /// <summary>Do nothing for a while and look again.</summary>
    public const string Wait = "wait";

    /// <summary>Make the instance open its connections anew.</summary>
    public const string ConnectionReset = "connection_reset";

    /// <summary>Make the instance give memory back.</summary>
    public const string MemoryCleanup = "memory_cleanup";

    /// <summary>Put the item that kills its worker aside.</summary>
    public const string Quarantine = "quarantine";

    /// <summary>Add an instance.</summary>
    public const string ScaleUp = "scale_up";

    /// <summary>Take an instance away.</summary>
    public const string ScaleDown = "scale_down";

    /// <summary>Drain, ask to stop, start again.</summary>
    public const string GracefulRestart = "graceful_restart";

    /// <summary>Ask to stop, start again.</summary>
    public const string Restart = "restart";

    /// <summary>Kill, start again.</summary>
    public const string HardRestart = "hard_restart";

    /// <summary>Stop a floating worker here, so that another node runs it.</summary>
    public const string Relocate = "relocate";

    /// <summary>Hand every floating worker of the node over to other nodes.</summary>
    public const string DrainNode = "drain_node";

    /// <summary>Stop the worker and keep it stopped until a person starts it.</summary>
    public const string Stop = "stop";

    /// <summary>Stop every worker of the node, in order.</summary>
    public const string StopAll = "stop_all";

    /// <summary>Ask a person.</summary>
    public const string Escalate = "escalate";

    /// <summary>Start of the name of an action that a definition adds.</summary>
    public const string HookPrefix = "hook:";

    /// <summary>Every built-in action, in the order of the ladder.</summary>
    public static ImmutableArray<string> Ladder { get; } =
    [
        Wait, ConnectionReset, MemoryCleanup, Quarantine, ScaleUp, ScaleDown, GracefulRestart, Restart, HardRestart, Relocate, DrainNode, Stop, StopAll,
        Escalate,
    ];
}
