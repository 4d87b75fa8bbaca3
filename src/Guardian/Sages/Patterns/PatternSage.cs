using System.Collections.Immutable;
using System.Globalization;
using Guardian.Council;
using Guardian.Faults;
using Guardian.Recovery;

namespace Guardian.Sages.Patterns;

/// <summary>Judges plans by patterns: rhythm, common cause, cascade, poison item, shape of memory, walls that outlive restarts, similar incidents.</summary>
/// <remarks>
/// Score of a plan = fit (<see cref="Practice"/>, with the workers it saw failing itself), scaled by each finding; every factor is in the reason.
/// </remarks>
public static class PatternSage
{
    /// <summary>Judges. Of a case of another node it goes by the case file and by similar incidents, wherever those were.</summary>
    /// <param name="state">What is remembered.</param>
    /// <param name="proposal">The case and its plans.</param>
    /// <param name="options">How far apart connections are seen.</param>
    /// <param name="node">Name of the sage's node.</param>
    /// <param name="now">When.</param>
    /// <param name="templateOf">Template of a line, the same that error lines were remembered by.</param>
    /// <returns>A score for every plan.</returns>
    public static Ballot Judge(
        PatternSageState state, Proposal proposal, PatternSageOptions options, string node, MonotonicTime now, Func<string, string> templateOf)
    {
        bool foreign = proposal.Case.IsOfAnother(node);
        PatternSageState seen = foreign ? PatternSageState.Empty with { Cases = state.Cases } : state;
        Findings findings = Findings.Of(proposal.Case, seen, proposal.At, now, options, templateOf) with { Foreign = foreign };
        ImmutableArray<PlanScore> scores = [.. proposal.Plans.Select(plan => Weigh(plan, findings).AfterAttempts(findings.Situation).Given())];
        return new Ballot(proposal.Id, Seat.Pattern, node, Analysis(findings, RootCause.Chain(findings, seen.Pulse)), scores);
    }

    private static Opinion Weigh(Plan plan, Findings findings)
    {
        Situation situation = findings.Situation;
        double fit = Practice.Fit(plan, situation);
        bool telling = situation.Poison || situation.Vain || situation.Common || situation.Nature is not ErrorNature.Unknown;
        double confidence = 0.5 + (telling ? 0.3 : 0) + (findings.Similar.IsEmpty ? 0 : 0.1);
        Opinion opinion = new(plan, fit, confidence, [Practice.Words(plan, situation, fit)]);
        return OfPast(OfMemory(OfCauseElsewhere(OfCase(opinion, situation), findings), findings), findings);
    }

    private static Opinion OfCase(Opinion opinion, Situation situation)
    {
        CaseFile file = situation.Case;
        bool restarts = ActionTraits.Restarts(opinion.Plan);
        if (situation.Poison)
        {
            string item = $"the last {file.SameTaskDeaths} deaths in a row had the same item in hand{(file.Task is { } task ? $" ({task})" : string.Empty)}";
            return opinion.Plan.Actions.Contains(ActionNames.Quarantine) ? opinion.AtLeast(0.95, item)
                : restarts ? opinion.Times(0.8, $"vain: {item}")
                : opinion;
        }

        if (situation.Vain && restarts && opinion.Plan.Actions.All(action => ActionTraits.RestartRank(action) > 0 || action == ActionNames.Wait))
        {
            return opinion.Times(0.8, $"vain: a new start meets {ErrorNatures.Words(situation.Nature)} again");
        }

        return situation.Common && restarts && opinion.Plan.Scope >= ActionScope.Worker
            ? opinion.Times(0.6, $"restarting all of them would not mend what {string.Join(", ", file.AlsoHit.Take(5))} suffer from as well")
            : opinion;
    }

    private static Opinion OfCauseElsewhere(Opinion opinion, Findings findings)
    {
        bool restarts = ActionTraits.Restarts(opinion.Plan);
        if (findings.Cascade is { } cascade && !findings.Situation.Poison)
        {
            string why = $"{Times(cascade)} {cascade.Root} failed about {Wording.Number(cascade.Seconds, "s")} before: the root is there";
            opinion = restarts ? opinion.Times(0.75, why)
                : opinion.Plan.Actions is [ActionNames.Wait] ? opinion.AtLeast(0.55, why)
                : opinion;
        }

        if (findings.Host is { } shortage && opinion.Plan.Actions.Contains(ActionNames.Relocate) && !findings.Situation.Poison)
        {
            return opinion.AtLeast(0.7, shortage);
        }

        return findings.Host is { } host && !ActionTraits.Asks(opinion.Plan) && !ActionTraits.Leaves(opinion.Plan) && !opinion.Plan.Actions.Contains(ActionNames.MemoryCleanup)
            ? opinion.Times(opinion.Plan.Actions.Contains(ActionNames.ScaleUp) ? 0.5 : 0.9, host)
            : opinion;
    }

    private static Opinion OfMemory(Opinion opinion, Findings findings)
    {
        if (findings.Situation.Case.Kind is not (FaultKind.MemoryOver or FaultKind.Leak))
        {
            return opinion;
        }

        ImmutableArray<string> actions = opinion.Plan.Actions;
        return findings.Memory switch
        {
            MemoryShape.Burst when actions is [ActionNames.MemoryCleanup] => opinion.Times(1.1, "memory rose at once, as one large piece of work does: it may be given back"),
            MemoryShape.Burst when actions is [ActionNames.Wait] => opinion.AtLeast(0.5, "memory rose at once, as one large piece of work does: it may end by itself"),
            MemoryShape.Burst when ActionTraits.Restarts(opinion.Plan) => opinion.Times(0.9, "memory rose at once: no leak that a restart would end"),
            MemoryShape.Leak when ActionTraits.Restarts(opinion.Plan) => opinion.Times(1.05, "memory rises step by step: a leak, which a new process begins without"),
            MemoryShape.Leak when actions is [ActionNames.Wait] => opinion.Times(0.5, "memory rises step by step and will not stop by itself"),
            _ => opinion,
        };
    }

    private static Opinion OfPast(Opinion opinion, Findings findings)
    {
        PastCase[] same = [.. findings.Similar.Select(found => found.Case).Where(past => past.Plan == opinion.Plan.Id)];
        if (same.Length == 0)
        {
            return opinion;
        }

        int cured = same.Count(past => past.Succeeded);
        double balance = (double)((2 * cured) - same.Length) / same.Length;
        return opinion.Times(1 + (0.2 * balance), string.Create(CultureInfo.InvariantCulture, $"it cured {cured} of {same.Length} similar incidents"));
    }

    private static string Analysis(Findings findings, ImmutableArray<Why> chain)
    {
        CaseFile file = findings.Situation.Case;
        List<string> sentences = [];
        string often = findings.Foreign
            ? $"What {file.Worker ?? "the server"} had before on node {file.Node} is not seen from here"
            : findings.History is { } history
            ? $"{file.Worker ?? "The server"} had {Situation.Words(file.Kind)} {(history.Count == 1 ? "once" : $"{Wording.Number(history.Count, "times")}")} since {Clock(history.First)}"
            : $"{file.Worker ?? "The server"} never had {Situation.Words(file.Kind)} before, as far as is remembered";
        sentences.Add(findings.Rhythm is { } rhythm ? $"{often}, {rhythm}" : often);
        string[] around =
        [
            .. findings.Situation.Common ? new[] { $"{string.Join(", ", file.AlsoHit.Take(5))} {(file.AlsoHit.Length == 1 ? "has" : "have")} the same trouble" } : [],
            .. findings.Cascade is { } cascade ? new[] { $"{Times(cascade)} {cascade.Root} failed first" } : [],
            .. findings.Host is { } host ? new[] { host } : [],
        ];
        if (around.Length > 0)
        {
            string text = string.Join("; ", around);
            sentences.Add($"{char.ToUpperInvariant(text[0])}{text[1..]}");
        }

        Why last = chain[^1];
        sentences.Add(last.Cause ? $"Cause: {last.Answer} ({last.Evidence})" : $"The cause is not known: {last.Answer}");
        sentences.Add(findings.Similar.IsEmpty ? "No similar incident is remembered" : $"Similar: {string.Join("; ", findings.Similar.Select(Past))}");
        return $"{string.Join(". ", sentences)}.";
    }

    private static string Past((PastCase Case, double Similarity) found) =>
        $"{found.Case.Incident} ({Wording.Percent(Math.Round(found.Similarity, 2))} alike) "
        + (found.Case.Succeeded
            ? $"was cured by {found.Case.Plan}{(found.Case.Seconds is { } seconds ? $" in {Wording.Number(seconds, "s")}" : string.Empty)}"
            : $"was not cured by {found.Case.Plan}");

    private static string Times(Cascade cascade) => string.Create(CultureInfo.InvariantCulture, $"{cascade.Times} of {cascade.Of} times");

    private static string Clock(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
