using Guardian.Benchmarks.Actors;

switch (args.FirstOrDefault())
{
    case "actors":
        ActorBenchmarks.Run(Console.Out, args.ElementAtOrDefault(1) ?? string.Empty);
        return 0;
    default:
        await Console.Error.WriteLineAsync("usage: Guardian.Benchmarks actors [WORD]").ConfigureAwait(false);
        return 2;
}
