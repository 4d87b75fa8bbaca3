using System.Collections.Immutable;
using Guardian.Journal;
using Microsoft.Extensions.Logging;

namespace Guardian.Alerts;

/// <summary>What the alert desk is given.</summary>
public sealed record AlertDeskSetup
{
    /// <summary>Gives the store, or null while it is away; itself null when no store is configured, so that nothing is kept for one.</summary>
    public required Func<IEventJournal?>? Journal { get; init; }

    /// <summary>The node's clock.</summary>
    public required Clock Clock { get; init; }

    /// <summary>Who carries messages, one for each name under <c>guardian.alerts.notifiers</c>.</summary>
    public required ImmutableArray<INotifier> Notifiers { get; init; }

    /// <summary>How alerts are grouped, repeated and routed.</summary>
    public required AlertOptions Options { get; init; }

    /// <summary>How the workers stand now; called from the desk's actor.</summary>
    public required Func<AlertContext> Context { get; init; }

    /// <summary>The log.</summary>
    public required ILogger Log { get; init; }
}
