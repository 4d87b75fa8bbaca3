using System.Globalization;

namespace Guardian.Benchmarks.Actors;

/// <summary>What the actor runtime costs, each figure beside the raw limit of this machine.</summary>
public static class ActorBenchmarks
{
    private const int Rounds = 6;

    /// <summary>Measures everything and writes one line per figure; the best of several rounds, since other work only ever slows one down.</summary>
    /// <param name="output">Where the lines go.</param>
    public static void Run(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.WriteLine("                                         per second       wall        cpu   raw limit: wall        cpu");
        Report(output, "messages, 4 pairs, window 100", Throughput.OfActors, "queue pairs", Throughput.OfQueues);
        Report(output, "round trip, 1 pair, window 1", RoundTrip.OfActors, "pool work items", RoundTrip.OfWorkItems);
        Report(output, "ask", Asking.OfActors, "channel pair", Asking.OfChannels);
        Report(output, "actors created", Creation.OfActors, "objects with a name", Creation.OfObjects);
        Report(output, "restarts", Restarts.OfActors, "throw and catch", Restarts.OfExceptions);
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
