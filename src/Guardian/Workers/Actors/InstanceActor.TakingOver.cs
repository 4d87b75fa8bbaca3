using Guardian.Workers.Records;
using Microsoft.Extensions.Logging;
using static Guardian.Workers.Actors.InstanceProtocol;

namespace Guardian.Workers.Actors;

/// <content>What an earlier node left running.</content>
internal sealed partial class InstanceActor
{
    /// <summary>How often a process of an earlier node is tried to be taken over while its place cannot be opened.</summary>
    private static readonly TimeSpan TakeOverEvery = TimeSpan.FromSeconds(1);

    private TakeOver? _leftToTakeOver;

    private void OnStopWhileEmpty(Stop stop)
    {
        if (_leftToTakeOver is { } left)
        {
            // Told to stop before it could be taken over: it is ended as soon as it can.
            _seat.LastOrder = stop.Order;
            _leftToTakeOver = left with { Order = stop.Order, How = left.How == OrphanPolicy.Kill ? OrphanPolicy.Kill : OrphanPolicy.Stop };
            Timers.StartSingleTimer("takeover", new TakeOverAgain(_leftToTakeOver), TakeOverEvery);
            return;
        }

        AnswerStopped(stop.Order);
    }

    private void OnTakeOver(TakeOver order)
    {
        _seat.LastOrder = Math.Max(_seat.LastOrder, order.Order);
        long incarnation = ++_seat.Incarnation;
        _leftToTakeOver = order; // until it is dealt with, whatever comes between
        try
        {
            OpenSlot();
        }
        catch (LaunchException refused)
        {
            LogSlotTrouble(_ports.Log, _seat.Name, refused.Message);
            if (order.Process is { } maybe && _ports.Processes.IsAlive(maybe))
            {
                // Without its place it can be neither watched nor ended; to start another beside it would be worse than to wait.
                _seat.WaitingReason = $"process {maybe.Pid} of an earlier node cannot be taken over yet: {refused.Message}";
                Timers.StartSingleTimer("takeover", new TakeOverAgain(order), TakeOverEvery);
                Show();
            }
            else
            {
                _leftToTakeOver = null;
                NothingToTakeOver(order);
            }

            return;
        }

        bool adopted = order.Process is { } known && _seat.Slot!.Adopt(known, incarnation);
        _leftToTakeOver = null;
        _seat.WaitingReason = null;
        if (order.Process is not { } process || !adopted)
        {
            _seat.Slot!.SignalTree(Signals.Kill); // what it left behind
            if (order.Process is not null)
            {
                _seat.LastExit = LastExit.From(ExitStatus.Unknown, _ports.Clock.UtcNow);
                Record(new WorkerEvent.InstanceEnded(_seat.Name.Index, ExitStatus.Unknown, "ended while no node was watching", Expected: false, 0));
                LogEndedUnseen(_ports.Log, _seat.Name, order.Process.Value.Pid);
            }

            NothingToTakeOver(order);
            return;
        }

        MonotonicTime now = Now;
        DateTimeOffset wall = order.StartedAt ?? _ports.Clock.UtcNow;
        TimeSpan before = _ports.Clock.UtcNow - wall;
        MonotonicTime startedAt = before > TimeSpan.Zero ? now - before : now;
        _attempted = true;
        InstanceLife life = new(incarnation, process, startedAt, wall, now, Definition.Health);
        if (order.SaysProgress)
        {
            life.ExpectProgress(now);
        }

        Begin(life, adopted: true);
        switch (order.How)
        {
            case OrphanPolicy.Stop:
                BeginEnd(order.Order, EndPurpose.Stay, "left by an earlier node (orphans = stop)");
                break;
            case OrphanPolicy.Kill:
                BeginEnd(order.Order, EndPurpose.Stay, "left by an earlier node (orphans = kill)", EndStyle.Kill);
                break;
            default:
                break;
        }
    }

    /// <summary>A start that was ordered while the process of the earlier node was in its way is due now.</summary>
    private void NothingToTakeOver(TakeOver order)
    {
        if (_seat.LastOrder > order.Order)
        {
            StartProcess();
        }
        else
        {
            AnswerStopped(order.Order);
        }
    }

    /// <summary>Goes on with what a fault of our own has interrupted.</summary>
    private void RecoverTakeOver(TakeOver left)
    {
        if (!Timers.IsTimerActive("takeover"))
        {
            Timers.StartSingleTimer("takeover", new TakeOverAgain(left), TakeOverEvery);
        }
    }

    [LoggerMessage(2003, LogLevel.Warning, "{Instance}: its process {Pid} ended while no node was watching")]
    private static partial void LogEndedUnseen(ILogger log, InstanceName instance, int pid);

    [LoggerMessage(2013, LogLevel.Error, "{Instance}: {Trouble}")]
    private static partial void LogSlotTrouble(ILogger log, InstanceName instance, string trouble);
}
