using System.Collections.Immutable;
using Guardian.Faults;

namespace Guardian.Incidents;

/// <summary>Messages between the desk and the incidents.</summary>
internal static class IncidentProtocol
{
    /// <summary>The incident asks for its turn to act; answered, sooner or later, with <see cref="Granted"/>.</summary>
    public sealed record TurnAsked(string Incident);

    /// <summary>It may act. <paramref name="Follow"/>: the plan that cured the same trouble elsewhere, to be done without a vote.</summary>
    public sealed record Granted(ImmutableArray<string> AlsoHit, FollowPlan? Follow);

    /// <summary>The plan of a canary.</summary>
    public sealed record FollowPlan(string Lead, string Plan);

    /// <summary>It waits for the canary of a common cause.</summary>
    public sealed record HoldFor(string Lead, string Reason);

    /// <summary>The canary could not be cured: a person is asked for all of them.</summary>
    public sealed record LeadGaveUp(string Lead);

    /// <summary>It acts no more for now: its turn is free.</summary>
    public sealed record TurnDone(string Incident);

    /// <summary>A further fault of its subject.</summary>
    public sealed record FaultSeen(Fault Fault);

    /// <summary>A person confirmed or rejected.</summary>
    public sealed record Spoken(bool Confirmed, string By, string? Note);

    /// <summary>A real fault of its subject came while it only recommended: that one is decided on by itself.</summary>
    public sealed record Superseded(string Reason);

    /// <summary>A person judged it.</summary>
    public sealed record Label(bool FalseDetection, string By, string? Note);

    /// <summary>A person did something to its worker.</summary>
    public sealed record PersonActed(string Worker, string What, string By);
}
