using System.Collections.Frozen;
using Guardian.Recovery;

namespace Guardian.Learning.Knowledge;

/// <summary>What good practice does about an error of each level, for as long as experience has not spoken.</summary>
/// <remarks>An expected error: log it and go on. A recoverable one: try again, reset, restart gently. A fatal one: stop safely and ask
/// a person. One of the whole system: alert.</remarks>
public static class BestPractice
{
    private const double Neutral = 0.5;

    private static readonly FrozenDictionary<ErrorLevel, FrozenDictionary<string, double>> s_fit = new Dictionary<ErrorLevel, FrozenDictionary<string, double>>
    {
        [ErrorLevel.Expected] = Table(
            (ActionNames.Wait, 1), (ActionNames.ConnectionReset, 0.5), (ActionNames.MemoryCleanup, 0.4), (ActionNames.Quarantine, 0.4), (ActionNames.ScaleUp, 0.3),
            (ActionNames.ScaleDown, 0.2), (ActionNames.GracefulRestart, 0.3), (ActionNames.Restart, 0.2), (ActionNames.HardRestart, 0.1),
            (ActionNames.Relocate, 0.05), (ActionNames.DrainNode, 0), (ActionNames.Stop, 0),
            (ActionNames.StopAll, 0), (ActionNames.Escalate, 0.1)),
        [ErrorLevel.Recoverable] = Table(
            (ActionNames.Wait, 0.5), (ActionNames.ConnectionReset, 0.9), (ActionNames.MemoryCleanup, 0.8), (ActionNames.Quarantine, 0.7), (ActionNames.ScaleUp, 0.5),
            (ActionNames.ScaleDown, 0.4), (ActionNames.GracefulRestart, 0.9), (ActionNames.Restart, 0.8), (ActionNames.HardRestart, 0.6),
            (ActionNames.Relocate, 0.6), (ActionNames.DrainNode, 0.1), (ActionNames.Stop, 0.1),
            (ActionNames.StopAll, 0), (ActionNames.Escalate, 0.2)),
        [ErrorLevel.Fatal] = Table(
            (ActionNames.Wait, 0), (ActionNames.ConnectionReset, 0.2), (ActionNames.MemoryCleanup, 0.2), (ActionNames.Quarantine, 0.7), (ActionNames.ScaleUp, 0.1),
            (ActionNames.ScaleDown, 0.3), (ActionNames.GracefulRestart, 0.4), (ActionNames.Restart, 0.3), (ActionNames.HardRestart, 0.2),
            (ActionNames.Relocate, 0.3), (ActionNames.DrainNode, 0.1), (ActionNames.Stop, 0.9),
            (ActionNames.StopAll, 0.3), (ActionNames.Escalate, 0.9)),
        [ErrorLevel.System] = Table(
            (ActionNames.Wait, 0.3), (ActionNames.ConnectionReset, 0.4), (ActionNames.MemoryCleanup, 0.5), (ActionNames.Quarantine, 0.3), (ActionNames.ScaleUp, 0.1),
            (ActionNames.ScaleDown, 0.6), (ActionNames.GracefulRestart, 0.3), (ActionNames.Restart, 0.2), (ActionNames.HardRestart, 0.1),
            (ActionNames.Relocate, 0.8), (ActionNames.DrainNode, 0.6), (ActionNames.Stop, 0.4),
            (ActionNames.StopAll, 0.4), (ActionNames.Escalate, 1)),
    }.ToFrozenDictionary();

    /// <summary>How well a plan fits good practice.</summary>
    /// <param name="level">How the error is to be taken.</param>
    /// <param name="plan">The plan.</param>
    /// <returns>0 (against it) to 1 (what it says): that of its least fitting action; 0.5 for an action of the definition's own.</returns>
    public static double Fit(ErrorLevel level, Plan plan) => plan.Actions.IsEmpty
        ? Neutral
        : plan.Actions.Min(action => s_fit[level].GetValueOrDefault(action, Neutral));

    /// <summary>What good practice says.</summary>
    /// <param name="level">How the error is to be taken.</param>
    /// <returns>A sentence.</returns>
    public static string Words(ErrorLevel level) => level switch
    {
        ErrorLevel.Expected => "An expected error: good practice is to log it and go on.",
        ErrorLevel.Recoverable => "A recoverable error: good practice is to try again, to reset or to restart gracefully.",
        ErrorLevel.Fatal => "A fatal error: good practice is to stop safely and to ask a person.",
        ErrorLevel.System => "An error of the whole system: good practice is to alert a person.",
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, null),
    };

    private static FrozenDictionary<string, double> Table(params ReadOnlySpan<(string Action, double Fit)> rows)
    {
        Dictionary<string, double> table = new(StringComparer.Ordinal);
        foreach ((string action, double fit) in rows)
        {
            table.Add(action, fit);
        }

        return table.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
