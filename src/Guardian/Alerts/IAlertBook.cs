using System.Collections.Immutable;
using Guardian.Hosting;

namespace Guardian.Alerts;

/// <summary>What a person can ask of the alerts.</summary>
public interface IAlertBook
{
    /// <summary>Lists alerts.</summary>
    /// <param name="query">Which.</param>
    /// <returns>Newest first.</returns>
    Task<ImmutableArray<Alert>> ListAsync(AlertQuery query);

    /// <summary>Says that a person has seen an alert: it is not repeated at this level.</summary>
    /// <param name="id">Which alert.</param>
    /// <param name="by">Who.</param>
    /// <returns>The reply.</returns>
    Task<CommandReply> AcknowledgeAsync(string id, string by);

    /// <summary>Alerts as they change, until the caller has had enough.</summary>
    /// <param name="stop">Ends it.</param>
    /// <returns>Each alert in its new state; a caller that is slow loses the oldest.</returns>
    IAsyncEnumerable<Alert> FollowAsync(CancellationToken stop);
}
