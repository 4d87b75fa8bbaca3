using System.Collections.Immutable;
using Guardian.Health;
using Guardian.Workers.Records;
using Microsoft.Extensions.Logging;
using static Guardian.Workers.Actors.WorkerProtocol;

namespace Guardian.Workers.Actors;

/// <content>What others see of it.</content>
internal sealed partial class WorkerSupervisor
{
    private sealed record Publish
    {
        public static readonly Publish Instance = new();
    }

    private bool _startedOnce;
    private bool _ready;
    private bool _publishQueued;
    private WorkerState? _recordedState;

    /// <summary>One publication answers any number of changes that wait in the mailbox before it.</summary>
    private void QueuePublish()
    {
        if (!_publishQueued)
        {
            _publishQueued = true;
            Self.Tell(Publish.Instance);
        }
    }

    private void PublishNow()
    {
        _publishQueued = false;
        Child[] shown = [.. _children.Values.Where(child => child.State != ChildState.Ending)];
        ImmutableArray<InstanceView> views = [.. shown.Where(child => child.View is not null).Select(child => child.View!)];
        int wanted = Wanted(shown);
        WorkerVerdict verdict = !_gateOpen && shown.Length == 0 && wanted > 0
            ? new WorkerVerdict(WorkerState.Starting, 50, [$"waits until {string.Join(" and ", _definition.DependsOn)} {(_definition.DependsOn.Count == 1 ? "is" : "are")} ready"])
            : WorkerHealth.Combine(
                [.. shown.Select(child => child.View?.HealthOf(child.Seat.Name) ?? new InstanceHealth(child.Seat.Name, WorkerState.Starting, 50, []))],
                wanted,
                _definition.Instances.Min);
        WorkerStatus status = new()
        {
            Name = Name,
            State = verdict.State,
            Desired = _shuttingDown ? 0 : Desired,
            Running = views.Count(view => view.Running),
            Restarts = shown.Sum(child => child.Seat.Restarts),
            Score = verdict.Score,
            Reasons = Floats && _lease is null && _intent.Run ? [_where] : verdict.Reasons,
            Critical = _definition.Critical,
            Group = _definition.Group,
            Instances = [.. views.Select(view => view.Status)],
            Queues = _definition.Queues,
            Floating = Floating,
        };
        _ports.Board.Show(status);

        if (_recordedState != status.State && !_shuttingDown)
        {
            _recordedState = status.State;
            Record(new WorkerEvent.HealthChanged(status.State.Text(), status.Score, status.Reasons));
            LogState(_ports.Log, Name, status.State.Text(), status.Reasons.IsEmpty ? string.Empty : ": " + string.Join("; ", status.Reasons));
        }

        if (!_startedOnce && (Desired == 0 || (views.Length >= Desired && views.Count(view => view.Attempted) >= Desired)))
        {
            _startedOnce = true;
            Context.Parent.Tell(new StartedOnce(Name));
        }

        bool ready = Desired > 0 && views.Count(view => view.Ready) >= Math.Max(1, Math.Min(Desired, _definition.Instances.Min));
        if (ready != _ready)
        {
            _ready = ready;
            Context.Parent.Tell(new Readiness(Name, ready || _elsewhere));
        }
    }

    /// <summary>Instances that should run now: those that are done count no more, and nothing does while the node stops.</summary>
    private int Wanted(Child[] shown) => _shuttingDown ? 0 : Desired - shown.Count(child => child is { Halted: true, Seat.GaveUp: false });

    [LoggerMessage(2101, LogLevel.Information, "{Worker} is now {State}{Reasons}")]
    private static partial void LogState(ILogger log, string worker, string state, string reasons);
}
