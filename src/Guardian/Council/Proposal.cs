using System.Collections.Immutable;
using Guardian.Recovery;

namespace Guardian.Council;

/// <summary>A case and its candidate plans, put to the vote.</summary>
/// <param name="Id">Unique: incident and attempt, for example <c>i-20261120-0007.2</c>.</param>
/// <param name="Case">What is known of the case.</param>
/// <param name="Plans">At least one, in the order of the ladder; <see cref="ActionNames.Escalate"/> is always among them.</param>
/// <param name="At">Wall time, a label.</param>
public sealed record Proposal(string Id, CaseFile Case, ImmutableArray<Plan> Plans, DateTimeOffset At)
{
    /// <summary>How long the plan that is chosen has to make things healthy, for the minutes; null when it is not told.</summary>
    public TimeSpan? VerifyWithin { get; init; }

    /// <summary>How long the trouble must stay away after that, for the minutes; null when it is not told.</summary>
    public TimeSpan? Settle { get; init; }
}
