using System.Collections.Immutable;
using Guardian.Recovery;
using Microsoft.Extensions.Logging;

namespace Guardian.Incidents;

/// <content>State, actions, and what is found out about them after a restart of the node.</content>
internal sealed partial class IncidentActor
{
    private void Capture()
    {
        Plan plan = _incident.Plan!;
        if (Target() is not { } target)
        {
            NothingToTouch();
            return;
        }

        if (!plan.Destroys || !target.HasProcess)
        {
            Happen(new IncidentEvent.StateCaptured(true, plan.Destroys ? "nothing runs, so there is nothing to save" : "the plan ends no process, so nothing needs to be saved"));
            Step();
            return;
        }

        long step = _step;
        CaptureAsync(target).PipeTo(
            Self, Self, result => new Captured(step, result), why => new Captured(step, new IncidentEvent.StateCaptured(false, $"the state could not be saved: {why.Message}")));
    }

    private static async Task<IncidentEvent.StateCaptured> CaptureAsync(ActionTarget target)
    {
        List<StateCapture> captures = [];
        foreach (int index in target.Indexes.ToArray())
        {
            captures.Add(await target.Control.CaptureAsync(target.Worker.Name, index).ConfigureAwait(false));
        }

        return new IncidentEvent.StateCaptured(
            captures.All(capture => capture.Complete), string.Join("; ", captures.Select(capture => $"{capture.Instance}: {capture.Detail}")));
    }

    /// <summary>What is about to be done is durable before it is done.</summary>
    private void Begin(IncidentStep.Act act)
    {
        if (Target() is not { } target)
        {
            NothingToTouch();
            return;
        }

        HappenThen(new IncidentEvent.ActionStarted(act.Index, act.Action, SubjectLook.ProcessesOf(target.Status, target.Index)), act);
    }

    private void OnRecorded(object? then)
    {
        if (then is IncidentStep.Act act)
        {
            Run(act.Index, act.Action);
        }
        else
        {
            Step();
        }
    }

    private void Run(int index, string name)
    {
        if (Target() is not { } target || _ports.Catalog.Find(name, target.Worker) is not { } action)
        {
            Report(index, name, new ControlResult(false, $"{name} cannot be done any more: {_incident.Subject} or the action is gone"), TimeSpan.Zero);
            return;
        }

        long step = _step;
        MonotonicTime from = Now;
        RunAsync(action, target).PipeTo(
            Self,
            Self,
            result => new Ran(step, index, name, result, Now - from),
            why => new Ran(step, index, name, new ControlResult(false, why.Message), Now - from));
    }

    private async Task<ControlResult> RunAsync(IRecoveryAction action, ActionTarget target)
    {
        using CancellationTokenSource time = new(target.Options.ActionTimeout, _ports.Clock.Provider);
        try
        {
            return await action.RunAsync(target, time.Token)
                .WaitAsync(target.Options.ActionTimeout, _ports.Clock.Provider).ConfigureAwait(false);
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException)
        {
            return new ControlResult(false, $"not done within {Wording.Duration(target.Options.ActionTimeout)} (recovery.action-timeout)");
        }
    }

    private void OnRan(Ran ran) => Report(ran.Index, ran.Action, ran.Result, ran.Took);

    private void Report(int index, string name, ControlResult result, TimeSpan took)
    {
        _stateSaid = result.State ?? _stateSaid;
        LogActed(_ports.Log, _incident.Id, name, result.Done ? "done" : "not done", result.Detail);
        HappenThen(new IncidentEvent.ActionEnded(index, name, result.Done, result.Detail, took.TotalMilliseconds), null);
    }

    /// <summary>The node was killed while an action was under way.</summary>
    private void FindOut(IncidentEvent.ActionStarted started)
    {
        ActionTarget? target = Target();
        ActionInfo? info = target is null ? null : _ports.Catalog.Find(started.Action, target.Worker)?.Info;
        ImmutableArray<string> now = target is null ? [] : SubjectLook.ProcessesOf(target.Status, target.Index);
        bool? done = info is null ? null : IncidentRule.WasDone(info, started.Before, now);
        if (done == false)
        {
            Run(started.Index, started.Action);
            return;
        }

        string detail = done == true
            ? "the node was restarted meanwhile and found it done"
            : "the node was restarted meanwhile; nobody knows whether it was done, so it is not done again";
        Report(started.Index, started.Action, new ControlResult(true, detail), TimeSpan.Zero);
    }

    [LoggerMessage(2604, LogLevel.Warning, "Incident {Incident}: {Action} {Result}: {Detail}")]
    private static partial void LogActed(ILogger log, string incident, string action, string result, string detail);
}
