using System.Globalization;
using Guardian.Health;
using Guardian.Workers;

namespace Guardian.Sages.Incidents;

/// <summary>Tells calm, strain and crisis of the whole node apart by four figures: failing workers, backlog, answers, memory.</summary>
/// <remarks>
/// A figure over its limit strains; confirmed it is a crisis, until it falls below <see cref="ConfirmOptions.Clear"/> of the limit. From
/// there to the limit it strains. The longest backlog of one worker counts, not their sum: two workers may wait for the same queue.
/// </remarks>
public static class CrisisDetector
{
    /// <summary>Takes a check into account.</summary>
    /// <param name="state">What was remembered.</param>
    /// <param name="pulse">How everything is.</param>
    /// <param name="now">When.</param>
    /// <param name="options">The limits.</param>
    /// <returns>Verdict, reasons, and what to remember.</returns>
    public static CrisisState Observe(CrisisState state, FleetPulse pulse, MonotonicTime now, CrisisOptions options)
    {
        WorkerPulse[] wanted = [.. pulse.Workers.Where(worker => worker.State is not WorkerState.Stopped)];
        int failing = wanted.Count(worker => worker.State is WorkerState.Critical or WorkerState.Dead);
        double rate = wanted.Length == 0 ? 0 : (double)failing / wanted.Length;
        WorkerPulse? longest = wanted.Where(worker => worker.Backlog is not null).MaxBy(worker => worker.Backlog);
        WorkerPulse? slowest = wanted.Where(worker => worker.ResponseSeconds is not null).MaxBy(worker => worker.ResponseSeconds);
        CrisisState next = state with
        {
            Failures = state.Failures.Observe(rate, options.FailureRate, now, options.Confirm),
            Backlog = state.Backlog.Observe(longest?.Backlog, options.Backlog, now, options.Confirm),
            Response = state.Response.Observe(slowest?.ResponseSeconds, options.ResponseTime.TotalSeconds, now, options.Confirm),
            Memory = state.Memory.Observe(pulse.HostMemory, options.Memory, now, options.Confirm),
        };
        (CrisisLevel Level, string Reason)[] signs =
        [
            Sign(next.Failures, rate, options.FailureRate, options, string.Create(
                CultureInfo.InvariantCulture,
                $"{failing} of {wanted.Length} workers fail ({Wording.Percent(rate)}, limit {Wording.Percent(options.FailureRate)})")),
            Sign(next.Backlog, longest?.Backlog, options.Backlog, options, string.Create(
                CultureInfo.InvariantCulture, $"{longest?.Backlog} tasks wait for {longest?.Name} (limit {options.Backlog})")),
            Sign(next.Response, slowest?.ResponseSeconds, options.ResponseTime.TotalSeconds, options,
                $"{slowest?.Name} answers after {Wording.Number(slowest?.ResponseSeconds ?? 0, "s")} (limit {Wording.Duration(options.ResponseTime)})"),
            Sign(next.Memory, pulse.HostMemory, options.Memory, options,
                $"memory of the server {Wording.Percent(pulse.HostMemory ?? 0)} (limit {Wording.Percent(options.Memory)})"),
        ];
        return next with
        {
            Level = signs.Max(sign => sign.Level),
            Reasons = signs.Where(sign => sign.Level > CrisisLevel.Calm).Select(sign => sign.Reason).ToValueArray(),
        };
    }

    private static (CrisisLevel Level, string Reason) Sign(Persistence memory, double? figure, double limit, CrisisOptions options, string words) =>
        memory.Active && figure is null ? (CrisisLevel.Crisis, "a figure that was over its limit cannot be read now")
        : memory.Active ? (CrisisLevel.Crisis, words)
        : figure > limit * options.Confirm.Clear ? (CrisisLevel.Strained, words)
        : (CrisisLevel.Calm, words);
}
