using Guardian.Chaos.Faults;
using Guardian.Chaos.Fleet;

namespace Guardian.Chaos.Phases;

/// <summary>What all phases of a campaign share.</summary>
/// <param name="Node">The node.</param>
/// <param name="Observer">Looks at it.</param>
/// <param name="Feeder">Keeps the spools filled.</param>
/// <param name="Peer">The peer that never answers.</param>
/// <param name="Say">Tells the reader how it goes.</param>
/// <param name="Stories">File for the stories of what ended otherwise than it should, or null.</param>
internal sealed record Stage(CampaignNode Node, Observer Observer, TaskFeeder Feeder, DeadPeer Peer, Action<string> Say, string? Stories)
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(250);

    private int _injections;

    public Places Places => Node.Places;

    public int NextNumber() => ++_injections;

    /// <summary>Tells of a fault that is over.</summary>
    public async Task TellAsync(Injection injection, string line)
    {
        Say("  " + line);
        if (Stories is { } file && !injection.AsExpected) { await File.AppendAllTextAsync(file, line + "\n" + await Report.Lines.StoryAsync(injection, Node)); }
    }

    /// <summary>Looks until told to stop: the one loop that every phase runs in.</summary>
    /// <param name="turn">Acts on what is seen; false ends the loop.</param>
    /// <param name="stop">Ends the campaign.</param>
    public async Task LoopAsync(Func<Observation, Task<bool>> turn, CancellationToken stop)
    {
        using PeriodicTimer timer = new(s_look, TimeProvider.System);
        do
        {
            Feeder.Feed();
            if (!await turn(await Observer.LookAsync())) { return; }
        }
        while (await timer.WaitForNextTickAsync(stop));
    }

    /// <summary>Waits until every worker is healthy and no incident is open.</summary>
    public async Task SettleAsync(string why, TimeSpan longest, CancellationToken stop)
    {
        long begun = CampaignClock.Now;
        await LoopAsync(
            seen =>
            {
                if (Node.Fleet.All(worker => seen.IsQuiet(worker.Name))) { return Task.FromResult(false); }
                if (CampaignClock.Between(begun, seen.Now) < longest) { return Task.FromResult(true); }
                Say($"  {why}: not quiet after {longest.TotalSeconds:0} s: " + string.Join("; ", Node.Fleet
                    .Where(worker => !seen.IsQuiet(worker.Name))
                    .Select(worker => $"{worker.Name} {seen.Workers.GetValueOrDefault(worker.Name)?.State} {seen.Workers.GetValueOrDefault(worker.Name)?.Why}")));
                return Task.FromResult(false);
            },
            stop);
    }
}
