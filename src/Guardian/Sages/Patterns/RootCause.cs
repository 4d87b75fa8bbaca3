using System.Collections.Immutable;
using System.Globalization;
using Guardian.Council;
using Guardian.Faults;
using Guardian.Health;

namespace Guardian.Sages.Patterns;

/// <summary>Asks "why" down from a fault to a cause, each step with its evidence, and stops where the evidence does.</summary>
public static class RootCause
{
    /// <summary>The chain.</summary>
    /// <param name="file">The case.</param>
    /// <param name="state">What the pattern sage remembers.</param>
    /// <param name="at">When it is asked, a label.</param>
    /// <param name="now">When it is asked.</param>
    /// <param name="options">How far apart connections are seen.</param>
    /// <param name="templateOf">Template of a line.</param>
    /// <returns>Two steps or more; the last one is the cause, or says that nothing is known further down.</returns>
    public static ImmutableArray<Why> Chain(
        CaseFile file, PatternSageState state, DateTimeOffset at, MonotonicTime now, PatternSageOptions options, Func<string, string> templateOf) =>
        Chain(Findings.Of(file, state, at, now, options, templateOf), state.Pulse);

    internal static ImmutableArray<Why> Chain(Findings findings, FleetPulse? pulse)
    {
        Situation situation = findings.Situation;
        CaseFile file = situation.Case;
        List<Why> chain = [First(situation)];
        if (situation.Poison)
        {
            chain.Add(new Why("Why again and again?", $"the same item was in hand at each of the last {file.SameTaskDeaths} deaths", file.Task ?? "the worker's own word", false));
            chain.Add(new Why("Why that item?", "the item kills its worker, and each new start takes it up again; a restart cannot cure it", "no other item was in hand at a death in between", true));
            return [.. chain];
        }

        Line(findings, chain);
        if (situation.Vain)
        {
            chain.Add(Wall(findings));
            return [.. chain];
        }

        chain.AddRange(Deeper(findings, pulse));
        if (!chain[^1].Cause)
        {
            chain.Add(new Why("And why that?", "nothing known further down", Looked(findings)));
        }

        return [.. chain];
    }

    private static Why First(Situation situation)
    {
        CaseFile file = situation.Case;
        string who = file.Instance ?? file.Worker ?? "the server";
        string question = situation.Dies ? (file.Kind is FaultKind.CannotStart or FaultKind.NotReady ? $"Why does {who} not start?" : $"Why did {who} stop?") : $"Why is {who} in trouble?";
        string? exit = file.Facts.GetValueOrDefault(CaseFacts.LastExit);
        return new Why(question, file.Reason, exit is null ? $"the node saw {Situation.Words(file.Kind)}" : $"last exit: {exit}");
    }

    // What the worker itself says about it.
    private static void Line(Findings findings, List<Why> chain)
    {
        Situation situation = findings.Situation;
        CaseFile file = situation.Case;
        if ((situation.NatureLine ?? (file.ErrorLines.IsEmpty ? null : file.ErrorLines[^1])) is not { } line)
        {
            return;
        }

        int alike = file.ErrorLines.Count(other => ErrorNatures.Of(other) == situation.Nature);
        string speaks = situation.Nature is ErrorNature.Unknown
            ? "the last error line"
            : $"{alike} of the last {Wording.Count(file.ErrorLines.Length, "error line")} speak of {ErrorNatures.Words(situation.Nature)}";
        string first = findings.ErrorHistory is { } history
            ? $"; such lines: {Wording.Number(history.Count, history.Count == 1 ? "time" : "times")} since {history.First.ToString("HH:mm", CultureInfo.InvariantCulture)}, none remembered from before"
            : string.Empty;
        chain.Add(new Why("Why?", line.Trim(), $"{speaks}{first}"));
    }

    private static Why Wall(Findings findings)
    {
        CaseFile file = findings.Situation.Case;
        string deployed = file.Facts.GetValueOrDefault(CaseFacts.Deployed) is { } at ? $"last change of the worker: {at}" : "when the worker was last changed is not known";
        string cause = findings.Situation.Nature switch
        {
            ErrorNature.Missing => "a part of the worker is missing, as after a broken deployment; a restart cannot cure it",
            ErrorNature.DiskFull => "there is no space left where it writes; space must be made before a restart helps",
            ErrorNature.Permission => "its user may not do what it needs; a restart cannot cure it",
            _ => "its configuration is wrong or incomplete; a restart cannot cure it",
        };
        string seen = findings.ErrorHistory is { } history ? $"first seen {history.First.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}; " : string.Empty;
        return new Why("Why is that so?", cause, $"{seen}{deployed}", true);
    }

    private static IEnumerable<Why> Deeper(Findings findings, FleetPulse? pulse)
    {
        Situation situation = findings.Situation;
        CaseFile file = situation.Case;
        if (situation.Common)
        {
            yield return new Why(
                "Why at the same time as others?",
                $"{string.Join(", ", file.AlsoHit.Take(5))} {(file.AlsoHit.Length == 1 ? "has" : "have")} the same trouble: they share something that is down or slow"
                    + (situation.Nature is ErrorNature.Connection ? ", and the error line names it" : string.Empty),
                $"{Wording.Count(file.AlsoHit.Length + 1, "worker")} within minutes",
                true);
        }
        else if (findings.Cascade is { } cascade)
        {
            yield return new Why(
                "Why just then?",
                $"{cascade.Root} fails first, and {file.Worker} follows",
                string.Create(CultureInfo.InvariantCulture, $"{cascade.Times} of {cascade.Of} times, about {cascade.Seconds:0.#} s later"),
                true);
        }
        else if (file.Kind is FaultKind.StuckConnection or FaultKind.NoProgress && situation.Connections > 0)
        {
            yield return new Why(
                "Why does nothing move?",
                "its connections are open and silent: the other side, or the way there, no longer answers",
                file.Facts[CaseFacts.Connections],
                true);
        }
        else if (file.Kind is FaultKind.MemoryOver or FaultKind.Leak && findings.Memory is MemoryShape.Leak or MemoryShape.Burst)
        {
            yield return findings.Memory is MemoryShape.Leak
                ? new Why("Why so much memory?", "it takes memory step by step and does not give it back: a leak in the worker", MemoryFact(file), true)
                : new Why("Why so much memory?", "it took most of it at once: one large piece of work", MemoryFact(file), true);
        }
        else if (file.Kind is FaultKind.HostMemory && pulse?.Workers.Where(worker => worker.ResidentBytes > 0).MaxBy(worker => worker.ResidentBytes) is { } largest)
        {
            yield return new Why(
                "Who uses it?", $"{largest.Name} uses most: {Wording.Bytes(largest.ResidentBytes!.Value)}", "resident memory of all workers at the last check", false);
        }

        if (findings.Host is { } host && !situation.Common)
        {
            yield return new Why("Why under these conditions?", "it fails when the server is short", host, true);
        }

        if (findings.Rhythm is { } rhythm && !situation.Common && findings.Cascade is null)
        {
            yield return new Why("Why at these times?", $"something on a schedule: it comes {rhythm}", $"{findings.History!.Episodes.Length} episodes", true);
        }
    }

    private static string MemoryFact(CaseFile file) => file.Facts.GetValueOrDefault(CaseFacts.Memory) ?? "resident memory at the last checks";

    private static string Looked(Findings findings)
    {
        CaseFile file = findings.Situation.Case;
        string lines = file.ErrorLines.IsEmpty ? "no error lines" : $"{Wording.Count(file.ErrorLines.Length, "error line")}";
        return findings.Foreign
            ? $"looked at: {lines} and similar incidents; none of them shows a cause, and what node {file.Node} saw before is not seen from here"
            : $"looked at: {lines}, other workers' faults, times of day, the server's figures, memory; none of them shows a cause";
    }
}
