using System.Collections.Immutable;
using Guardian.Recovery;
using Guardian.Workers.Records;
using Microsoft.Extensions.Logging;
using static Guardian.Workers.Actors.InstanceProtocol;

namespace Guardian.Workers.Actors;

/// <content>Saves and hands back what must outlive a process, and tells what is known of it before it is touched.</content>
internal sealed partial class InstanceActor
{
    /// <summary>A state that was saved so recently need not be saved again for the stop that follows.</summary>
    private static readonly TimeSpan SavedFor = TimeSpan.FromSeconds(30);

    private readonly List<IActorRef> _awaitCapture = [];
    private EndStyle? _styleAfterSave;
    private bool _saving;

    private bool MustSave => Definition.State.Save is not null && !(_life!.SavedAt is { } saved && Now - saved < SavedFor);

    private void RunSave()
    {
        InstanceLife life = _life!;
        _saving = true;
        long incarnation = life.Incarnation;
        MonotonicTime from = Now;
        RunHookAsync(Definition.State.Save!.Value, Definition.State.Timeout).PipeTo(
            Self,
            Self,
            result => new Saved(incarnation, Trouble(result), result.Took),
            why => new Saved(incarnation, why.Message, Now - from));
    }

    private void OnCapture()
    {
        if (_life is not { } life)
        {
            Sender.Tell(new StateCapture(_seat.Name.ToString(), true, "nothing runs, so there is nothing to save"));
            return;
        }

        if (Definition.State.Save is null)
        {
            Sender.Tell(new StateCapture(
                _seat.Name.ToString(), true, life.InHand is { } task ? $"no save command is defined; in hand: {task}" : "no save command is defined; nothing in hand is known"));
            return;
        }

        _awaitCapture.Add(Sender);
        if (!_saving)
        {
            RunSave();
        }
    }

    /// <summary>The state was saved for a stop; now the process is ended.</summary>
    private void OnSavedBeforeEnd(Saved saved)
    {
        OnSavedWhileRunning(saved);
        if (saved.Incarnation == _life?.Incarnation && _styleAfterSave is { } style && !_killed)
        {
            _styleAfterSave = null; // a capture that was asked for while it ends must not ask it to end a second time
            _stopDeadline = Now + Definition.Stop.Timeout;
            EndBy(style);
        }
    }

    private void OnSavedWhileRunning(Saved saved)
    {
        if (_life is { } life && saved.Incarnation == life.Incarnation)
        {
            _saving = false;
            bool complete = saved.Trouble is null;
            string detail = complete
                ? $"saved in {Wording.Duration(saved.Took)}{(life.InHand is { } task ? $"; in hand: {task}" : string.Empty)}"
                : $"the save command failed: {saved.Trouble}";
            life.SavedAt = complete ? Now : null;
            if (complete)
            {
                _seat.RestoreDue = true;
                _seat.SavedOf = life.Process;
            }

            Record(new WorkerEvent.StateSaved(_seat.Name.Index, complete, detail, life.InHand));
            if (!complete)
            {
                LogStateTrouble(_ports.Log, _seat.Name, detail);
            }

            TellCaptured(complete, detail);
        }
    }

    /// <summary>The process has ended; a save command that still runs speaks of it no more.</summary>
    private void EndSaving()
    {
        _saving = false;
        _styleAfterSave = null;
        TellCaptured(false, "the process ended while its state was saved");
    }

    private void TellCaptured(bool complete, string detail)
    {
        foreach (IActorRef asker in _awaitCapture)
        {
            asker.Tell(new StateCapture(_seat.Name.ToString(), complete, detail));
        }

        _awaitCapture.Clear();
    }

    /// <summary>Hands a saved state to the process that has just started.</summary>
    private void RestoreWhenDue()
    {
        if (_life is not { } life || !_seat.MustRestore(life.Process))
        {
            return;
        }

        if (Definition.State.Restore is not { } restore)
        {
            _seat.RestoreDue = false; // what was saved stays in the state directory, where the worker finds it by itself
            life.Restored = "no restore command is defined; the state directory was kept";
            Record(new WorkerEvent.StateRestored(_seat.Name.Index, true, life.Restored));
            return;
        }

        long incarnation = life.Incarnation;
        MonotonicTime from = Now;
        RunHookAsync(restore, Definition.State.Timeout).PipeTo(
            Self,
            Self,
            result => new Restored(incarnation, Trouble(result), result.Took),
            why => new Restored(incarnation, why.Message, Now - from));
    }

    private void OnRestored(Restored restored)
    {
        if (restored.Incarnation != _life?.Incarnation)
        {
            return; // it died meanwhile; the next one is given the state
        }

        _seat.RestoreDue = false;
        _seat.SavedOf = null;
        string detail = restored.Trouble is null
            ? $"restored in {Wording.Duration(restored.Took)}"
            : $"the restore command failed: {restored.Trouble}";
        _life!.Restored = detail;
        Record(new WorkerEvent.StateRestored(_seat.Name.Index, restored.Trouble is null, detail));
        if (restored.Trouble is not null)
        {
            LogStateTrouble(_ports.Log, _seat.Name, detail);
        }

        Show();
    }

    private async Task<CommandResult> RunHookAsync(ValueArray<string> command, TimeSpan timeout)
    {
        LaunchSpec spec = Definition.ToHookSpec(command, _seat.Name.Index, _life?.Process.Pid, _life?.Task, _ports.Facts);
        return await _ports.Commands.RunAsync(_ports.Fenced(spec, Definition) ?? spec, timeout, CancellationToken.None).ConfigureAwait(false);
    }

    private static string? Trouble(CommandResult result) =>
        result.Succeeded ? null : result.TimedOut ? $"it did not end within {Wording.Duration(result.Took)}" : $"it ended with {result.Exit}";

    private void OnTellEvidence(TellEvidence tell)
    {
        InstanceLife? life = _life;
        System.Text.RegularExpressions.Regex pattern = _ports.PatternOf(Definition.Health.ErrorPattern);
        ImmutableArray<string> lines = [];
        try
        {
            lines = [.. _seat.Slot?.Log.Tail(tell.Lines) ?? []];
        }
        catch (IOException trouble)
        {
            LogLogTrouble(_ports.Log, _seat.Name, trouble.Message);
        }

        Sender.Tell(new InstanceEvidence(
            _seat.Name.ToString(),
            life?.Process.Pid,
            lines,
            [.. lines.Where(line => pattern.IsMatch(line))],
            life?.Describe(Now, Definition.Health, _seat.Restarts) ?? ImmutableSortedDictionary<string, string>.Empty,
            _seat.LastExit,
            life is null ? _seat.DeathTask : life.Task,
            life?.Busy,
            _seat.SameTaskDeaths));
    }

    private void OnSendSignal(SendSignal order) => Sender.Tell(
        _life is null ? new ControlResult(false, $"{_seat.Name} does not run")
        : _seat.Slot!.Signal(order.Signal) ? new ControlResult(true, $"{Signals.Name(order.Signal)} sent to process {_life.Process.Pid} of {_seat.Name}")
        : new ControlResult(false, $"{Signals.Name(order.Signal)} could not be sent: process {_life.Process.Pid} of {_seat.Name} has ended"));

    [LoggerMessage(2014, LogLevel.Warning, "{Instance}: {Detail}")]
    private static partial void LogStateTrouble(ILogger log, InstanceName instance, string detail);
}
