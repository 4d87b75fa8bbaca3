using System.Collections.Immutable;
using Guardian.Incidents;

namespace Guardian.Cluster.Troubles;

/// <summary>The rule by which one trouble of several nodes is tried on one of them first.</summary>
/// <remarks>
/// In this order: what has cured it is done here as well; while it is being tried elsewhere this waits; when it could not be cured elsewhere, and
/// nothing was tried here, a person is asked; else the node that gets the chair tries. Whoever holds the chair and dies loses it with its
/// membership, and what a node that is gone was doing counts no more. A node that does not change its word for
/// <see cref="Patience"/> is not waited for any longer.
/// </remarks>
internal static class RemoteTurnRule
{
    /// <summary>Longest that another node's try is waited for after its last word.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>Troubles of other nodes that are this incident's as well.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="troubles">What is known of other nodes' troubles.</param>
    /// <param name="view">Who is in the cluster.</param>
    /// <param name="within">Within which time they must have come up.</param>
    /// <returns>Of live members; none while the cluster is out of reach, so that each node goes on by itself.</returns>
    public static ImmutableArray<RemoteTrouble> Same(
        Incident incident, ImmutableArray<RemoteTrouble> troubles, ClusterMembersView view, TimeSpan within) =>
        incident.Worker is null || !view.Reachable || !TroubleRule.IsSpecific(incident)
            ? []
            :
            [
                .. troubles.Where(other =>
                    other.Trouble.SignatureId == incident.SignatureId
                    && view.Live.Contains(other.Trouble.Node)
                    && (other.DetectedAt - incident.DetectedAt).Duration() <= within),
            ];

    /// <summary>Judges.</summary>
    /// <param name="incident">The incident that wants to act; the trouble is common to so many workers that it is one.</param>
    /// <param name="same">The troubles of other nodes that are its as well.</param>
    /// <param name="now">Now.</param>
    /// <returns>What follows from them.</returns>
    public static RemoteTurn Judge(Incident incident, ImmutableArray<RemoteTrouble> same, MonotonicTime now)
    {
        if (same.IsEmpty || incident.ForcedPlan is not null)
        {
            return new RemoteTurn.Free();
        }

        if (Cure(incident, same) is { } cure)
        {
            return new RemoteTurn.Follow(cure.Trouble.Incident, cure.Trouble.Plan!);
        }

        // What has cured it elsewhere failed here: from here on this is a trouble of its own.
        if (same.Any(static other => other.Trouble.Phase == TroublePhase.Cured))
        {
            return new RemoteTurn.Free();
        }

        if (same.FirstOrDefault(other => IsTried(other) && now - other.HeardLast <= Patience) is { } tried)
        {
            return HoldFor(tried);
        }

        return incident.Done.IsEmpty && same.FirstOrDefault(static other => other.Trouble is { Phase: TroublePhase.Escalated, Leads: true }) is { } gaveUp
            ? new RemoteTurn.GiveUp(gaveUp.Trouble.Incident)
            : new RemoteTurn.NeedsChair();
    }

    /// <summary>What an incident waits for while another node holds the chair.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="same">The troubles of other nodes that are its as well, at least one.</param>
    /// <returns>The one that it waited for before, if that is among them: its story is not to change at every look.</returns>
    public static RemoteTurn.Hold Waiting(Incident incident, ImmutableArray<RemoteTrouble> same) =>
        HoldFor(same.FirstOrDefault(other => other.Trouble.Incident == incident.Lead) ?? same.FirstOrDefault(IsTried) ?? same[0]);

    private static RemoteTrouble? Cure(Incident incident, ImmutableArray<RemoteTrouble> same) =>
        same.FirstOrDefault(other => other.Trouble is { Phase: TroublePhase.Cured, Plan: { } plan } && !incident.Failed.Contains(plan));

    private static bool IsTried(RemoteTrouble other) => other.Trouble.Phase is TroublePhase.Acting or TroublePhase.Settling;

    private static RemoteTurn.Hold HoldFor(RemoteTrouble other) => new(
        other.Trouble.Incident, $"the same trouble as {other.Trouble.Incident} on node {other.Trouble.Node}, which is tried first");
}
