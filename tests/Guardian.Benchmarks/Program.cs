using Guardian.Benchmarks.Actors;

switch (args.FirstOrDefault())
{
    case "actors":
        ActorBenchmarks.Run(Console.Out);
        return 0;
    default:
        await Console.Error.WriteLineAsync("usage: Guardian.Benchmarks actors").ConfigureAwait(false);
        return 2;
}
