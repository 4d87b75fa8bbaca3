using Guardian.Chaos.Faults;
using Guardian.Chaos.Fleet;

namespace Guardian.Chaos.Phases;

/// <summary>Decides by one rule for everything, and has it carried out through the API, as a person would.</summary>
/// <remarks>The node only recommends meanwhile. The ladder begins with its first rung that does something: waiting cures none of the lessons.</remarks>
internal sealed class FixedPolicy(Policy policy, CampaignNode node)
{
    /// <summary>As long as the node itself gives a plan: until verified, and a look more.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(6);

    private static readonly string[] s_ladder =
        ["connection_reset", "memory_cleanup", "hook:clear-lock", "graceful_restart", "restart", "hard_restart"];

    private static readonly string[] s_restarts = ["restart", "restart", "restart"];

    private readonly Dictionary<Injection, Deed> _deeds = [];

    private sealed record Deed(int Next, IReadOnlyList<string> Taken, long At);

    private string[] Rungs => policy == Policy.Restart ? s_restarts : s_ladder;

    public IReadOnlyList<string> Taken(Injection injection) => _deeds.GetValueOrDefault(injection)?.Taken ?? [];

    /// <summary>Does the next thing when the last one has not helped.</summary>
    public async Task ActAsync(Injection injection, Observation seen)
    {
        Deed deed = _deeds.GetValueOrDefault(injection) ?? new Deed(0, [], 0);
        bool isPatient = deed.Taken.Count > 0 && CampaignClock.Between(deed.At, seen.Now) < s_patience;
        injection.IsLeftToPolicy = injection.CuredAt is not null || isPatient || deed.Next < Rungs.Length;
        if (injection.CuredAt is not null || isPatient || injection.Incidents.Count == 0) { return; }
        while (deed.Next < Rungs.Length)
        {
            string action = Rungs[deed.Next];
            deed = deed with { Next = deed.Next + 1 };
            int status = (await node.Api.PostAsync($"/api/v1/workers/{injection.Workers[0].Name}/recover", new { action, instance = 0 })).Status;
            if (status is >= 200 and < 300)
            {
                deed = deed with { Taken = [.. deed.Taken, action], At = seen.Now };
                break;
            }
        }

        _deeds[injection] = deed;
    }
}
