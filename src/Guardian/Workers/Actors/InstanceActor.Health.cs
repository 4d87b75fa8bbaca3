using Guardian.Health;
using Guardian.Workers.Records;
using Microsoft.Extensions.Logging;

namespace Guardian.Workers.Actors;

/// <content>Signs of life: notifications, probes, samples, and when the next one is due.</content>
internal sealed partial class InstanceActor
{
    /// <summary>Words of the worker about itself are passed on at most this often.</summary>
    private static readonly TimeSpan ShowEvery = TimeSpan.FromMilliseconds(500);

    /// <summary>How soon a deadline that is over already is looked at again.</summary>
    private static readonly TimeSpan OverdueAgain = TimeSpan.FromSeconds(1);

    private MonotonicTime? _deadline;

    private void OnNotified(NotifyMessage message)
    {
        if (_life is not { } life || (message.SenderPid != 0 && message.SenderPid == _seat.LastPid))
        {
            return; // nobody there, or the last word of the process before
        }

        MonotonicTime now = Now;
        bool judge = false;
        if (message.MainPid is not null && _seat.Slot?.Process is { } main && main != life.Process)
        {
            life.Process = main;
            Record(new WorkerEvent.InstanceStarted(_seat.Name.Index, main, Adopted: false));
            LogMainProcess(_ports.Log, _seat.Name, main.Pid);
            judge = true;
        }

        if (message.RestartReset)
        {
            _seat.History = RestartHistory.Empty;
            _seat.GaveUp = false;
        }

        if (message.Busy is { } busy)
        {
            life.Hear(busy, now);
        }

        if (message.Task is { } task)
        {
            life.Task = task.Length == 0 ? null : task;
        }

        if (message.Progress is { } progress)
        {
            if (life.Progress is null)
            {
                _ports.Records.Tell(new RecordKeeper.ProgressHeard(_seat.Name.Worker, _seat.Name.Index));
            }

            life.Hear(progress, now);
        }

        if (message.Watchdog)
        {
            life.WatchdogSeen = now;
        }

        if (message.WatchdogPeriod is { } period)
        {
            life.WatchdogPeriod = period > TimeSpan.Zero ? period : null;
            life.WatchdogSeen = now;
            judge = true;
        }

        if (message.WatchdogTrigger)
        {
            life.WatchdogTriggered = true;
            judge = true;
        }

        life.StatusText = StatusOf(message) ?? life.StatusText;
        if (message.ExtendTimeout is { } more)
        {
            Extend(life, more, now);
            judge = true;
        }

        if (message.Ready)
        {
            life.SaidReady = true;
            CountAsUpWhenItIs();
        }

        if (judge && !_ending)
        {
            Judge(fresh: false);
            Rearm();
        }
        else if (!Timers.IsTimerActive("show"))
        {
            Timers.StartSingleTimer("show", new ShowNow(), ShowEvery);
        }

        if (!judge && (message.Progress is not null || message.Busy is not null))
        {
            RearmWhenSooner();
        }
    }

    private static string? StatusOf(NotifyMessage message) =>
        message.Status
        ?? (message.Reloading ? "reloading" : null)
        ?? (message.Stopping ? "stopping by its own word" : null)
        ?? (message.Errno is { } errno ? $"failed with errno {errno}" : null)
        ?? (message.ExitStatus is { } exit ? $"ending with exit status {exit}" : null);

    private void Extend(InstanceLife life, TimeSpan more, MonotonicTime now)
    {
        if (_ending)
        {
            // Counts only past the original limit, and the worker must ask again before it is over (sd_notify(3)).
            MonotonicTime asked = now + more;
            if (asked > _stopDeadline && !_killed)
            {
                _stopDeadline = asked;
                Timers.StartSingleTimer("stop", new StopOverdue(life.Incarnation), more);
            }
        }
        else if (life.UpSince is null)
        {
            life.StartExtendedTo = now - life.StartedAt + more;
        }
    }

    private void AskProbe(ProbeKind kind, TimeSpan after)
    {
        if (_life is { } life && Definition.Health.Probes.Of(kind).IsOn)
        {
            Timers.StartSingleTimer(kind, new ProbeDue(kind, life.Incarnation), after > TimeSpan.Zero ? after : TimeSpan.FromTicks(1));
        }
    }

    private void OnProbeDue(ProbeDue due)
    {
        ProbeOptions options = Definition.Health.Probes.Of(due.Kind);
        if (due.Incarnation != _life?.Incarnation || !options.IsOn || ProbeTally.IsSuspended(due.Kind, _life.Startup.Standing))
        {
            return;
        }

        ProbeTarget target = Definition.ProbeTargetOf(due.Kind, _seat.Name.Index, _ports.Facts)!; // it is on
        _ports.Probes.RunAsync(target, options.Timeout, CancellationToken.None).PipeTo(
            Self,
            Self,
            result => new ProbeAnswered(due.Kind, due.Incarnation, result),
            why => new ProbeAnswered(due.Kind, due.Incarnation, new ProbeResult.Unknown(why.Message)));
    }

    private void OnProbeAnswered(ProbeAnswered answered)
    {
        if (_life is not { } life || answered.Incarnation != life.Incarnation)
        {
            return;
        }

        life.Answer(answered.Kind, answered.Result, Now);
        CountAsUpWhenItIs();
        Judge(fresh: false);
        AskProbe(answered.Kind, Definition.Health.Probes.Of(answered.Kind).Period);
    }

    private void OnCheck()
    {
        if (_life is not { } life || _seat.Slot is not { } slot)
        {
            return;
        }

        if (slot.TrySample(out ProcessSample sample))
        {
            life.Take(sample, Now);
        }
        else
        {
            life.TakeNone(); // figures of an earlier check must not pass for new ones
        }

        FollowLog(life, slot);
        CountAsUpWhenItIs();
        if (_ending)
        {
            Show();
        }
        else
        {
            Judge(fresh: true);
        }
    }

    private void Rearm()
    {
        MonotonicTime now = Now;
        if (_life?.NextDeadline(now) is { } next)
        {
            // A tick past the limit: the rules ask for more than it.
            // One that is over and was only reported must not ring a thousand times a second.
            TimeSpan left = next - now + TimeSpan.FromMilliseconds(1);
            Timers.StartSingleTimer("deadline", new Deadline(_life.Incarnation), left > TimeSpan.Zero ? left : OverdueAgain);
            _deadline = next;
        }
        else
        {
            Timers.Cancel("deadline");
            _deadline = null;
        }
    }

    /// <summary>A task that begins or ends may bring the next deadline forward; words that only put it off need no new timer.</summary>
    private void RearmWhenSooner()
    {
        if (!_ending && _life?.NextDeadline(Now) is { } next && (!Timers.IsTimerActive("deadline") || next < _deadline))
        {
            Rearm();
        }
    }

    private void OnApplyLive(WorkerDefinition definition)
    {
        _seat.Definition = definition;
        if (_life is not { } life)
        {
            return;
        }

        ProbeKind[] changed = life.Apply(definition.Health);
        if (_ending)
        {
            return;
        }

        if (life.UpSince is not null && changed.Contains(ProbeKind.Startup))
        {
            life.SkipStartup(); // it has started; a question about that comes too late for this process
        }

        foreach (ProbeKind kind in changed)
        {
            Timers.Cancel(kind);
            AskProbe(kind, definition.Health.Probes.Of(kind).InitialDelay);
        }

        CountAsUpWhenItIs();
        Rearm();
    }

    [LoggerMessage(2008, LogLevel.Information, "{Instance}: process {Pid} is its main process now")]
    private static partial void LogMainProcess(ILogger log, InstanceName instance, int pid);
}
