using Guardian.Benchmarks.Actors;
using Guardian.Benchmarks.Cluster;
using Guardian.Benchmarks.Council;
using Guardian.Benchmarks.Kpi;
using Guardian.Benchmarks.Linux;
using Guardian.Benchmarks.Quality;
using Guardian.Benchmarks.Reflex;
using Guardian.Benchmarks.Store;

string? data = null;
List<string> names = [.. args];
int option = names.IndexOf("--data");
if (option >= 0)
{
    if (option + 1 == names.Count)
    {
        await Console.Error.WriteLineAsync("--data needs a folder").ConfigureAwait(false);
        return 2;
    }

    data = names[option + 1];
    names.RemoveRange(option, 2);
}

(string Name, string What, Func<TextWriter, Task> RunAsync)[] benchmarks =
[
    ("actors", "messages, round trip, Ask, creation, restarts", Now(output => ActorBenchmarks.Run(output))),
    ("linux", "restart and sampling through the process control, beside a bare posix_spawn + pidfd loop", Now(LinuxBenchmarks.Run)),
    ("reflex", "crash to running again through a whole node, beside the same bare loop", ReflexBenchmarks.RunAsync),
    ("idle", "processor and memory of a node that watches 1,000 instances", IdleBenchmarks.RunAsync),
    ("council", "a meeting on one node and on three over a bus in memory, from convening to decision, beside five actor round trips", Now(CouncilBenchmarks.Run)),
    ("store", "events appended and read, beside a bare insert loop", Now(StoreBenchmarks.Run)),
    ("pgjournal", "events appended to PostgreSQL beside bare INSERT and COPY, and the bus beside a bare NOTIFY", PostgresBenchmarks.RunAsync),
    ("cluster", "what the nodes of a cluster ask of PostgreSQL, beside a bare round trip and a bare commit", ClusterBenchmarks.RunAsync),
    ("quality", "what is learned from public samples, how well and how fast; they are in the folder given with --data DIR", output => QualityBenchmarks.RunAsync(data, output)),
    ("failover", "a node of a real cluster is killed: until its worker runs elsewhere, by length of lease; load on PostgreSQL at rest", FailoverBenchmarks.RunAsync),
    ("kpi", "the journal folded to figures, beside the bare reading of the same events", KpiBenchmarks.RunAsync),
];
string[] asked = names is [] or ["all"] ? [.. benchmarks.Select(benchmark => benchmark.Name)] : [.. names];
string[] unknown = [.. asked.Except(benchmarks.Select(benchmark => benchmark.Name))];
if (unknown.Length > 0)
{
    await Console.Error.WriteLineAsync($"no benchmark {string.Join(", ", unknown)}; there are:").ConfigureAwait(false);
    foreach ((string name, string what, _) in benchmarks)
    {
        await Console.Error.WriteLineAsync($"  {name,-10}{what}").ConfigureAwait(false);
    }

    return 2;
}

foreach ((string name, _, Func<TextWriter, Task> runAsync) in benchmarks.Where(benchmark => asked.Contains(benchmark.Name)))
{
    await Console.Out.WriteLineAsync($"== {name}").ConfigureAwait(false);
    await runAsync(Console.Out).ConfigureAwait(false);
}

return 0;

static Func<TextWriter, Task> Now(Action<TextWriter> run) => output =>
{
    run(output);
    return Task.CompletedTask;
};
