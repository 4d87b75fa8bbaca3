using System.Collections.Immutable;

namespace Guardian.Workers;

/// <summary>Holds workers back until what they depend on is ready.</summary>
public static class StartGate
{
    /// <summary>Whether one worker may start.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="ready">Workers that are ready: enough of their instances have started and are healthy.</param>
    /// <returns>Start, or wait with the names it waits for.</returns>
    public static StartVerdict Judge(StartNode worker, IReadOnlySet<string> ready)
    {
        ImmutableArray<string> missing = [.. worker.DependsOn.Where(name => !ready.Contains(name))];
        string are = missing.Length == 1 ? "is" : "are";
        return missing.IsEmpty
            ? new StartVerdict.Start()
            : new StartVerdict.Wait(new(missing), $"waits until {string.Join(" and ", missing)} {are} ready");
    }

    /// <summary>Those of the waiting workers that may start now.</summary>
    /// <param name="waiting">Workers not started yet, in start order.</param>
    /// <param name="ready">Workers that are ready.</param>
    /// <returns>In the order given.</returns>
    public static ImmutableArray<string> MayStart(ImmutableArray<StartNode> waiting, IReadOnlySet<string> ready) =>
        [.. waiting.Where(worker => Judge(worker, ready) is StartVerdict.Start).Select(worker => worker.Name)];
}
