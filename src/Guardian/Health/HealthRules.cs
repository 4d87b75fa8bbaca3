using Guardian.Faults;
using Guardian.Learning.Forecasts;

namespace Guardian.Health;

/// <summary>Judges one running instance by its facts.</summary>
/// <remarks>
/// <para>Three kinds of rules. Signs of life (process, zombie, <c>WATCHDOG=trigger</c>, and once started: heartbeat, watchdog, live
/// probe, progress) act at
/// once, as their own timeouts already confirm them. Start-up (startup probe, start timeout) acts until the instance has started. Figures
/// (processor, memory, descriptors, zombie children, error lines, response time) act after start-up and grace, and only when over their
/// limit X times within Y
/// (<see cref="Persistence"/>).</para>
/// <para>What is not known changes nothing: the cautious direction here is not to restart a worker for a figure that nobody read.</para>
/// </remarks>
public static class HealthRules
{
    /// <summary>Judges the instance.</summary>
    /// <param name="facts">What is known now.</param>
    /// <param name="options">The worker's thresholds.</param>
    /// <param name="history">What was remembered at the last check of the same process.</param>
    /// <param name="now">When the facts were taken.</param>
    /// <returns>State, score, reasons and faults, and what to remember.</returns>
    public static HealthVerdict Judge(InstanceFacts facts, HealthOptions options, HealthHistory history, MonotonicTime now)
    {
        List<Finding> findings = [];
        HealthHistory next = history;
        if (!facts.Alive)
        {
            findings.Add(new(HealthState.Dead, null, "the process is gone"));
        }
        else
        {
            JudgeLife(facts, findings);
            if (facts.StartedFor is not { } startedFor)
            {
                JudgeStart(facts, options, findings);
            }
            else
            {
                JudgeSigns(facts, options, findings);
                if (startedFor >= options.Grace)
                {
                    next = Observe(facts, options, history, now);
                    JudgeFigures(facts, options, next, findings);
                }
            }
        }

        return Conclude(facts, history, next, findings);
    }

    private static void JudgeLife(InstanceFacts facts, List<Finding> findings)
    {
        if (facts.ProcessState is 'Z' or 'X')
        {
            findings.Add(new(HealthState.Dead, FaultKind.Zombie, "the main process is a zombie"));
        }

        if (facts.WatchdogTriggered)
        {
            findings.Add(new(HealthState.Critical, FaultKind.Hang, "the worker says it hangs (WATCHDOG=trigger)"));
        }
    }

    private static void JudgeStart(InstanceFacts facts, HealthOptions options, List<Finding> findings)
    {
        if (facts.Startup.Standing is ProbeStanding.Failing)
        {
            findings.Add(new(HealthState.Critical, FaultKind.ProbeFailed, $"startup probe: {facts.Startup.LastFailure}"));
        }

        bool awaited = options.Notify || facts.Startup.Standing is not ProbeStanding.Off;
        TimeSpan deadline = facts.StartExtendedTo is { } extended && extended > options.StartTimeout ? extended : options.StartTimeout;
        if (awaited && facts.Uptime > deadline)
        {
            findings.Add(new(
                HealthState.Critical,
                FaultKind.NotReady,
                $"not started after {Wording.Duration(facts.Uptime)}, limit {Wording.Duration(deadline)}"));
        }
    }

    private static void JudgeSigns(InstanceFacts facts, HealthOptions options, List<Finding> findings)
    {
        // A heartbeat left by an earlier process must not speak against this one.
        TimeSpan beat = facts.HeartbeatAge is { } age && age < facts.Uptime ? age : facts.Uptime;
        if (options.Heartbeat.File is not null && beat > options.Heartbeat.Timeout)
        {
            findings.Add(new(
                HealthState.Critical,
                FaultKind.Hang,
                $"no heartbeat for {Wording.Duration(beat)}, limit {Wording.Duration(options.Heartbeat.Timeout)}"));
        }

        if (facts.WatchdogPeriod is { } period && facts.WatchdogAge is { } silence && silence > period)
        {
            findings.Add(new(
                HealthState.Critical, FaultKind.Hang, $"no WATCHDOG=1 for {Wording.Duration(silence)}, period {Wording.Duration(period)}"));
        }

        if (facts.Live.Standing is ProbeStanding.Failing)
        {
            findings.Add(new(HealthState.Critical, FaultKind.ProbeFailed, $"live probe: {facts.Live.LastFailure}"));
        }

        if (facts.Ready.Standing is ProbeStanding.Failing)
        {
            findings.Add(new(HealthState.Warning, null, $"not ready: {facts.Ready.LastFailure}"));
        }

        JudgeProgress(facts, options.Progress, findings);
    }

    private static void JudgeProgress(InstanceFacts facts, ProgressOptions options, List<Finding> findings)
    {
        if (facts.Busy is true)
        {
            // A long task that reports progress is no hung one, so the later of the two signs counts.
            TimeSpan? stuck = facts.BusyFor is { } busy && facts.ProgressAge is { } rest && rest < busy ? rest : facts.BusyFor;
            if (options.BusyTimeout is { } busyLimit && stuck > busyLimit)
            {
                findings.Add(new(
                    HealthState.Critical,
                    FaultKind.NoProgress,
                    $"busy without progress for {Wording.Duration(stuck.Value)}, limit {Wording.Duration(busyLimit)}"));
            }
        }
        else if (options.Timeout is { } limit && facts.ProgressAge is { } age && age > limit)
        {
            findings.Add(new(
                HealthState.Critical, FaultKind.NoProgress, $"no progress for {Wording.Duration(age)}, limit {Wording.Duration(limit)}"));
        }
    }

    private static HealthHistory Observe(InstanceFacts facts, HealthOptions options, HealthHistory history, MonotonicTime now)
    {
        return history with
        {
            Cpu = Look(history.Cpu, facts.Cpu, options.Cpu),
            Memory = Look(history.Memory, facts.ResidentBytes, options.Memory),
            Descriptors = Look(history.Descriptors, DescriptorShare(facts), options.Descriptors),
            Zombies = Look(history.Zombies, facts.Zombies, options.Zombies),
            ErrorRate = Look(history.ErrorRate, facts.ErrorsPerMinute, options.ErrorRate),

            // A burst confirms itself: it is many lines, not one figure that may be a slip.
            ErrorBurst = history.ErrorBurst.Observe(facts.ErrorsAtOnce, options.ErrorBurst.Lines - 1, now, options.Confirm with { Times = 1 }),
            MemoryTrend = facts.MemoryTrend ?? history.MemoryTrend,
            ResponseTime = Look(history.ResponseTime, facts.ResponseTime?.TotalSeconds, options.ResponseTime?.TotalSeconds),
        };

        Persistence Look(Persistence rule, double? value, double? limit) => rule.Observe(value, limit, now, options.Confirm);
    }

    private static void JudgeFigures(InstanceFacts facts, HealthOptions options, HealthHistory seen, List<Finding> findings)
    {
        TimeSpan? answer = facts.ResponseTime;
        Add(seen.Memory, FaultKind.MemoryOver, "memory", facts.ResidentBytes, options.Memory, Wording.Bytes);
        JudgeTrend(options, seen, findings);

        // Hard work that gets on is no fault, however hot it runs; what spins says nothing, or the same again and again.
        bool getsOn = facts.ProgressAge is { } age && age <= options.Confirm.Within;
        Add(seen.Cpu, getsOn ? null : FaultKind.CpuOver, "processor use", facts.Cpu, options.Cpu, value => $"{Wording.Percent(value)} of a core");
        Add(seen.Descriptors, FaultKind.DescriptorsOver, "open descriptors", DescriptorShare(facts), options.Descriptors, Wording.Percent);
        Add(seen.Zombies, FaultKind.ZombieChildren, "zombie children", facts.Zombies, options.Zombies, value => $"{value:0}");
        Add(seen.ErrorBurst, FaultKind.ErrorBurst, $"error lines within {Wording.Duration(options.ErrorBurst.Within)}", facts.ErrorsAtOnce, options.ErrorBurst.Lines - 1, value => $"{value:0}");
        Add(seen.ErrorRate, FaultKind.ErrorRate, "error lines", facts.ErrorsPerMinute, options.ErrorRate, PerMinute);
        Add(seen.ResponseTime, FaultKind.SlowAnswer, "response time", answer?.TotalSeconds, options.ResponseTime?.TotalSeconds, Seconds);

        static string PerMinute(double value) => Wording.Number(value, "per min");
        static string Seconds(double value) => Wording.Duration(TimeSpan.FromSeconds(value));

        void Add(Persistence rule, FaultKind? kind, string what, double? value, double? limit, Func<double, string> words)
        {
            if (!rule.Active || limit is not { } most)
            {
                return;
            }

            // Memory over its limit ends in the kernel's killing; everything else only makes the worker slow or noisy.
            HealthState state = kind is FaultKind.MemoryOver ? HealthState.Critical : HealthState.Warning;
            string figure = value is not { } read
                ? "not readable now, was over"
                : read > most ? $"{words(read)}, over" : $"{words(read)}, still near";
            findings.Add(new(state, kind, $"{what} {figure} the limit of {words(most)}"));
        }
    }

    private static void JudgeTrend(HealthOptions options, HealthHistory seen, List<Finding> findings)
    {
        if (options is { Leak: { } within, Memory: { } limit } && !seen.Memory.Active
            && seen.MemoryTrend is TrendVerdict.Rising rising && rising.ReachesLimitIn <= within)
        {
            findings.Add(new(
                HealthState.Warning,
                FaultKind.Leak,
                $"memory rises by {Wording.Bytes(rising.SlopePerHour)} per hour and reaches the limit of {Wording.Bytes(limit)} in {Wording.Duration(rising.ReachesLimitIn)}"));
        }
    }

    private static double? DescriptorShare(InstanceFacts facts) =>
        facts is { Descriptors: >= 0 and { } open, DescriptorLimit: > 0 and { } most } ? (double)open / most : null;

    private static HealthVerdict Conclude(InstanceFacts facts, HealthHistory before, HealthHistory next, List<Finding> findings)
    {
        Finding[] ordered = [.. findings.OrderByDescending(finding => finding.State)];
        HealthState state = ordered.Length == 0 ? HealthState.Healthy : ordered[0].State;

        // Two findings of one kind (heartbeat and watchdog) are one fault: the worst one speaks for it.
        Fault[] faults =
        [
            .. ordered.Where(finding => finding.Kind is not null)
                .DistinctBy(finding => finding.Kind)
                .Select(finding => new Fault(finding.Kind!.Value, facts.Instance.Worker, facts.Instance, finding.Reason, facts.At)),
        ];
        FaultKind[] kinds = [.. faults.Select(fault => fault.Kind)];
        return new HealthVerdict(
            state,
            HealthScore.Of(state, Count(HealthState.Warning), Count(HealthState.Critical)),
            ordered.Select(finding => finding.Reason).ToValueArray(),
            faults.ToValueArray(),
            faults.Where(fault => !before.Standing.Contains(fault.Kind)).ToValueArray(),
            before.Standing.Where(kind => !kinds.Contains(kind)).ToValueArray(),
            next with { Standing = kinds.ToValueArray() })
        {
            IsReady = facts is { Alive: true, StartedFor: not null }
                && state is not HealthState.Dead
                && facts.Ready.Standing is ProbeStanding.Off or ProbeStanding.Passing,
        };

        int Count(HealthState wanted) => ordered.Count(finding => finding.State == wanted);
    }

    private readonly record struct Finding(HealthState State, FaultKind? Kind, string Reason);
}
