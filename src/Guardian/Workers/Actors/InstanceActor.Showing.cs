using System.Collections.Immutable;
using Guardian.Health;
using static Guardian.Workers.Actors.InstanceProtocol;

namespace Guardian.Workers.Actors;

/// <content>What others see of it.</content>
internal sealed partial class InstanceActor
{
    /// <summary>Up to here a wait for the next start is no outage worth a word.</summary>
    private static readonly TimeSpan ShortWait = TimeSpan.FromSeconds(1);

    private void Show()
    {
        Timers.Cancel("show");
        InstanceLife? life = _life;
        HealthVerdict? verdict = life?.Verdict;
        WorkerState state = life is null ? StateWithoutProcess()
            : verdict is null ? WorkerState.Starting
            : InstanceHealth.Of(_seat.Name, life.UpSince is not null, verdict).State;
        ImmutableArray<string> reasons = life is null
            ? _seat.WaitingReason is { } reason ? [reason] : []
            : verdict?.Reasons ?? [];
        Context.Parent.Tell(new Changed(_seat.Name.Index, new InstanceView(
            new InstanceStatus
            {
                Id = _seat.Name.ToString(),
                Pid = life?.Process.Pid,
                Process = life?.Process,
                State = state,
                StartedAt = life?.StartedAtWall,
                Restarts = _seat.Restarts,
                CpuPercent = life?.Cpu is { } cpu ? Math.Round(cpu * 100, 1) : null,
                RssBytes = life?.Sample?.ResidentBytes,
                Descriptors = life?.Sample is { Descriptors: >= 0 } sample ? sample.Descriptors : null,
                Threads = life?.Sample?.Threads,
                Busy = life?.Busy,
                Task = life?.Task,
                Progress = life?.Progress,
                ResponseSeconds = life?.Answered?.TotalSeconds,
                Status = life?.StatusText,
                NextStartAt = _nextStartAt,
                LastExit = _seat.LastExit,
                Reasons = reasons,
                Faults = life is null ? [] : life.History.Standing,
            },
            _seat.Incarnation,
            Running: life is not null,
            Ready: verdict is { IsReady: true },
            Attempted: _attempted,
            GaveUp: _seat.GaveUp,
            Score: life is null ? 0 : verdict?.Score ?? 50,
            Restoring: life is not null && _seat.MustRestore(life.Process)) { Restored = life?.Restored }));
    }

    private WorkerState StateWithoutProcess()
    {
        if (_seat.GaveUp && !_stopped)
        {
            return WorkerState.Critical;
        }

        if (_resting)
        {
            return WorkerState.Stopped;
        }

        // A start that is due within a moment is one on its way; a longer wait leaves the work undone.
        return _nextStartAt is { } next && next - _ports.Clock.UtcNow > ShortWait ? WorkerState.Dead : WorkerState.Starting;
    }
}
