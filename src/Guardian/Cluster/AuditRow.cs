namespace Guardian.Cluster;

/// <summary>A command that went from one node to another: who, what, when, and how it ended.</summary>
/// <param name="Id">Of the request.</param>
/// <param name="At">When it was sent, by the store's clock.</param>
/// <param name="By">Who asked.</param>
/// <param name="From">Through which node.</param>
/// <param name="To">On which node.</param>
/// <param name="Command">Method and path.</param>
/// <param name="Body">What it carried, or null.</param>
/// <param name="Status">HTTP status of the answer; null while there is none.</param>
/// <param name="DoneAt">When it was answered, or given up.</param>
/// <param name="Runs">How often it was begun: more than once when its node died over it.</param>
/// <param name="Answer">The first words of the answer; null while there is none.</param>
public sealed record AuditRow(
    Guid Id,
    DateTimeOffset At,
    string By,
    string From,
    string To,
    string Command,
    string? Body,
    int? Status,
    DateTimeOffset? DoneAt,
    int Runs,
    string? Answer);
