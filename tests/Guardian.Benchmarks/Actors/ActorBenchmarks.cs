using System.Globalization;

namespace Guardian.Benchmarks.Actors;

/// <summary>What the actor runtime costs, each figure beside the raw limit of this machine.</summary>
public static class ActorBenchmarks
{
    private const int Rounds = 6;

    /// <summary>
    /// Measures everything and writes one line per figure; the best of several rounds, since other work only ever slows one down.
    /// </summary>
    /// <param name="output">Where the lines go.</param>
    public static void Run(TextWriter output) => Run(output, string.Empty);

    /// <summary>Measures the figures whose line contains a word.</summary>
    /// <param name="output">Where the lines go.</param>
    /// <param name="only">The word; empty for all.</param>
    public static void Run(TextWriter output, string only)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.WriteLine("                                         per second       wall        cpu   raw limit: wall        cpu");
        (string What, Func<Cost> Measure, string LimitName, Func<Cost> Limit)[] all =
        [
            ("messages, 4 pairs, window 100", Throughput.OfActors, "queue pairs", Throughput.OfQueues),
            ("round trip, 1 pair, window 1", RoundTrip.OfActors, "pool work items", RoundTrip.OfWorkItems),
            ("ask", Asking.OfActors, "channel pair", Asking.OfChannels),
            ("actors created", Creation.OfActors, "objects with a name", Creation.OfObjects),
            ("restarts", Restarts.OfActors, "throw and catch", Restarts.OfExceptions),
        ];
        foreach ((string what, Func<Cost> measure, string limitName, Func<Cost> limit) in all.Where(each => each.What.Contains(only, StringComparison.Ordinal)))
        {
            Report(output, what, measure, limitName, limit);
        }

        if (!"memory of an idle actor".Contains(only, StringComparison.Ordinal))
        {
            return;
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"memory of an idle actor: {Creation.Memory():0} B, of which the application's handlers {Creation.MemoryOfHandlers():0} B"));
    }

    private static void Report(TextWriter output, string what, Func<Cost> measure, string limitName, Func<Cost> limit)
    {
        Cost found = Best(measure);
        Cost raw = Best(limit);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what,-36} {1e9 / found.Wall,14:N0} {found.Wall,7:0} ns {found.Processor,7:0} ns         {raw.Wall,7:0} ns {raw.Processor,7:0} ns  ({limitName})"));
    }

    private static Cost Best(Func<Cost> round)
    {
        Cost[] all = [.. Enumerable.Range(0, Rounds).Select(_ => round())];
        return new(all.Min(static cost => cost.Wall), all.Min(static cost => cost.Processor));
    }
}
