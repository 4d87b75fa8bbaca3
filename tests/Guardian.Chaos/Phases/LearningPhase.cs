using Guardian.Chaos.Faults;
using Guardian.Chaos.Fleet;

namespace Guardian.Chaos.Phases;

/// <summary>Faults whose looks tell their cure, again and again: does what is tried first get better?</summary>
internal sealed class LearningPhase(Stage stage, Random random, FixedPolicy? policy)
{
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(7.5);

    /// <summary>Faults that come up together would be taken for one with a common cause; the lessons are about single ones.</summary>
    private static readonly TimeSpan s_gap = TimeSpan.FromSeconds(1.5);

    private readonly Dictionary<FleetWorker, Injection> _active = [];
    private readonly Dictionary<FleetWorker, long> _restsUntil = [];
    private readonly List<Lesson> _lessons = [];

    /// <summary>What was met, in the order in which it was brought about.</summary>
    public IReadOnlyList<Lesson> Lessons => [.. _lessons.OrderBy(lesson => lesson.Injection.Number)];

    /// <summary>Runs it, and waits until the last fault is over.</summary>
    public async Task RunAsync(TimeSpan length, CancellationToken stop)
    {
        Deck deck = new(FaultPlans.Lessons, random);
        FleetWorker[] learners = [.. stage.Node.Fleet.Where(worker => worker.Pool == Pool.Learner)];
        long begun = CampaignClock.Now;
        long next = begun;
        await stage.LoopAsync(
            async seen =>
            {
                bool isOver = CampaignClock.Between(begun, seen.Now) > length;
                foreach (FleetWorker learner in learners)
                {
                    if (_active.TryGetValue(learner, out Injection? injection))
                    {
                        await LookAsync(learner, injection, seen);
                    }
                    else if (!isOver && next <= seen.Now && _restsUntil.GetValueOrDefault(learner) <= seen.Now && seen.IsQuiet(learner.Name))
                    {
                        next = CampaignClock.After(seen.Now, s_gap);
                        Injection lesson = new(stage.NextNumber(), deck.Deal(_ => true)!, [learner], [$"{learner.Name}/0"], stage.Places, stage.Peer.Port);
                        lesson.Begin(seen);
                        _active[learner] = lesson;
                    }
                }

                return !isOver || _active.Count > 0;
            },
            stop);
    }

    private async Task LookAsync(FleetWorker learner, Injection injection, Observation seen)
    {
        if (policy is not null) { await policy.ActAsync(injection, seen); }
        await injection.LookAsync(seen, stage.Node.Api);
        if (injection.Outcome == Outcome.Open) { return; }
        _active.Remove(learner);
        _restsUntil[learner] = CampaignClock.After(seen.Now, s_rest);
        Lesson lesson = policy is null ? Lesson.Of(injection) : new Lesson(injection, policy.Taken(injection), injection.CuredAt is not null);
        _lessons.Add(lesson);
        await stage.TellAsync(injection, lesson.ToString());
    }
}
