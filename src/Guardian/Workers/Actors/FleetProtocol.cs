using System.Collections.Immutable;
using Guardian.Hosting;

namespace Guardian.Workers.Actors;

/// <summary>Messages to and from the fleet.</summary>
internal static class FleetProtocol
{
    /// <summary>Something for one worker's supervisor; an unknown name is answered with <see cref="CommandReply.UnknownName"/>.</summary>
    public sealed record ForWorker(string Worker, object Message);

    /// <summary>Something of the cluster for a floating worker's supervisor; for a worker that is not (or no longer) defined, a
    /// <see cref="WorkerProtocol.LeaseTaken"/> is answered at once and everything else dropped.</summary>
    public sealed record ForFloating(string Worker, object Message);

    /// <summary>Another configuration is in force; answered with <see cref="CommandReply"/>.</summary>
    public sealed record Apply(GuardianOptions Options);

    /// <summary>Stop every worker, those that depend on others first; answered with <see cref="AllQuiet"/>.</summary>
    public sealed record ShutDownAll
    {
        public static readonly ShutDownAll Instance = new();
    }

    /// <summary>The time for <see cref="ShutDownAll"/> is over: kill what is left; answered with <see cref="AllQuiet"/>.</summary>
    public sealed record KillAll
    {
        public static readonly KillAll Instance = new();
    }

    /// <summary>No process is left.</summary>
    public sealed record AllQuiet
    {
        public static readonly AllQuiet Instance = new();
    }

    /// <summary>Answered with <see cref="BegunAll"/> as soon as every worker that may has been started once.</summary>
    public sealed record AwaitBegun
    {
        public static readonly AwaitBegun Instance = new();
    }

    /// <summary>Every worker has been started once, but those that wait for what is not ready.</summary>
    public sealed record BegunAll(ImmutableArray<string> StillWaiting);

    /// <summary>Answered with the tree of actors below the fleet.</summary>
    public sealed record Describe
    {
        public static readonly Describe Instance = new();
    }
}
