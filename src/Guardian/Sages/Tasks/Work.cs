using System.Globalization;
using Guardian.Council;
using Guardian.Health;

namespace Guardian.Sages.Tasks;

/// <summary>What work a case concerns, and what the server has left: read once for all plans.</summary>
internal sealed record Work
{
    /// <summary>How much tasks in hand need protection, 0 to 1.</summary>
    public required double Protection { get; init; }

    /// <summary>Tasks in hand, in words.</summary>
    public required string InHand { get; init; }

    /// <summary>Tasks that wait; null when unknown.</summary>
    public required long? Backlog { get; init; }

    /// <summary>Tasks that wait, in words.</summary>
    public required string Waiting { get; init; }

    /// <summary>Whether so many wait that waiting costs.</summary>
    public required bool Behind { get; init; }

    /// <summary>Whether the server has no room for more.</summary>
    public required bool HostBusy { get; init; }

    /// <summary>Whether the server has room for one more instance.</summary>
    public required bool HostIdle { get; init; }

    /// <summary>The server's figures, in words.</summary>
    public required string Host { get; init; }

    /// <summary>Reads case and state.</summary>
    /// <param name="state">What the task sage knows.</param>
    /// <param name="situation">The case.</param>
    /// <param name="options">What counts as busy, idle and behind.</param>
    /// <returns>What follows from them.</returns>
    public static Work Of(TaskSageState state, Situation situation, TaskSageOptions options)
    {
        CaseFile file = situation.Case;
        FleetPulse? pulse = state.Pulse;
        long? backlog = pulse?.Workers.FirstOrDefault(worker => worker.Name == file.Worker)?.Backlog;
        (double protection, string inHand) = Protect(situation);
        return new Work
        {
            Protection = protection,
            InHand = inHand,
            Backlog = backlog,
            Waiting = backlog is { } waiting ? string.Create(CultureInfo.InvariantCulture, $"{waiting} tasks wait") : "how many tasks wait is not known",
            Behind = backlog >= options.Backlog,
            HostBusy = pulse is not null
                && (pulse.HostCpu >= options.BusyCpu || pulse.HostMemory >= options.BusyMemory || pulse.HostLoad >= options.BusyLoad),
            HostIdle = pulse?.HostCpu < options.IdleCpu && pulse.HostMemory < options.IdleMemory,
            Host = pulse is null
                ? "the server's figures are not known"
                : $"processors {Share(pulse.HostCpu)}, memory {Share(pulse.HostMemory)}, load {(pulse.HostLoad is { } load ? Wording.Number(load, "per processor") : "unknown")}",
        };
    }

    private static (double Protection, string InHand) Protect(Situation situation)
    {
        CaseFile file = situation.Case;
        if (!file.Alive)
        {
            return (0, "the process is gone, and no task can be lost any more");
        }

        return file.Busy switch
        {
            null => (situation.Stuck ? 0.1 : 0.4, "whether a task is in hand is not known: the worker never says"),
            0 => (0, "no task is in hand by the worker's own word"),
            { } busy when situation.Stuck => (0.1, $"{Wording.Count(busy, "task")} in hand, but stuck"),
            { } busy => (1, $"{Wording.Count(busy, "task")} in hand by the worker's own word"),
        };
    }

    private static string Share(double? share) => share is { } value ? Wording.Percent(value) : "unknown";
}
