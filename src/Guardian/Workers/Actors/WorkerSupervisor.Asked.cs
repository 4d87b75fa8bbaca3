using Guardian.Hosting;
using Guardian.Workers.Records;
using Microsoft.Extensions.Logging;
using static Guardian.Workers.Actors.InstanceProtocol;
using static Guardian.Workers.Actors.WorkerProtocol;

namespace Guardian.Workers.Actors;

/// <content>What people and the fleet ask.</content>
internal sealed partial class WorkerSupervisor
{
    /// <summary>By whom an intent is that comes back from the store.</summary>
    private const string Recaller = "the store";

    private void Open()
    {
        _gateOpen = true;
        Converge();
    }

    private void OnStartAsked(StartAsked asked)
    {
        _gateOpen = true; // a person's word counts more than a dependency
        Lift();
        Intend(_intent with { Run = true }, asked.By, $"{Name}: starting {Wording.Count(_intent.Instances(_definition), "instance")}");
    }

    private void OnStopAsked(StopAsked asked)
    {
        _rolling.End();
        Intend(_intent with { Run = false }, asked.By, $"{Name}: stopping, and staying stopped until 'worker start'");
    }

    private void OnScaleAsked(ScaleAsked asked)
    {
        InstanceOptions bounds = _definition.Instances;
        if (asked.Instances < bounds.Min || asked.Instances > bounds.Max)
        {
            Sender.Tell(new CommandReply.Refused(
                $"{Name} may have {bounds.Min} to {bounds.Max} instances (instances.min and instances.max of its definition), not {asked.Instances}"));
            return;
        }

        string then = _intent.Run ? string.Empty : "; it is stopped, so this counts from its next start";
        Intend(_intent with { Scale = asked.Instances, Advised = null }, asked.By, $"{Name}: {Wording.Count(asked.Instances, "instance")} wanted{then}");
    }

    private void OnRestartAsked(RestartAsked asked)
    {
        if (!_intent.Run)
        {
            Sender.Tell(new CommandReply.Refused($"{Name} is stopped; 'worker start {Name}' starts it"));
            return;
        }

        string reason = $"restart asked by {asked.By}";
        Context.System.EventStream.Publish(new PersonAsked(Name, reason, asked.By));
        LiftForRestart(reason);
        if (asked.AllAtOnce)
        {
            RestartAll(reason);
        }
        else
        {
            StartRolling(reason);
        }

        Sender.Tell(new CommandReply.Accepted(
            $"{Name}: restarting {Wording.Count(_children.Count, "instance")}"
            + (asked.AllAtOnce || _children.Count < 2 ? string.Empty : " one after the other")));
        Converge();
    }

    /// <summary>Stores a person's word and acts on it; the answer comes when the word is durable.</summary>
    private void Intend(WorkerIntent intent, string by, string message)
    {
        _intent = intent with { Spoken = true };
        _ports.Records.Tell(
            new RecordKeeper.KeepDurably(Name, new WorkerEvent.IntentChanged(intent.Run, intent.Scale, by), new CommandReply.Accepted(message)),
            Sender);
        LogIntent(_ports.Log, Name, intent.Run ? "run" : "stop", intent.Instances(_definition), by);
        Context.System.EventStream.Publish(new PersonAsked(Name, message, by));
        Converge();
    }

    /// <summary>What people said before this node started, which could not read it then. Who had stopped the worker finds it stopped.</summary>
    private void OnRecall(Recall recall)
    {
        WorkerIntent before = _intent;
        _intent = before.Recall(recall.Known);
        if (_intent with { Spoken = before.Spoken } == before)
        {
            return;
        }

        if (before.Spoken)
        {
            // What was written since knew only half of it.
            Record(new WorkerEvent.IntentChanged(_intent.Run, _intent.Scale, Recaller));
        }

        if (!_intent.Run)
        {
            _rolling.End();
        }

        LogIntent(_ports.Log, Name, _intent.Run ? "run" : "stop", _intent.Instances(_definition), Recaller);
        Converge();
    }

    /// <summary>A person's word gives every instance a fresh start: spent budgets and final exits are forgotten.</summary>
    private void Lift()
    {
        foreach (Child child in _children.Values)
        {
            Lift(child);
            if (_groupStop is null && child is { State: ChildState.Live, View.Running: false })
            {
                // Between two starts: its wait is over.
                Order(child, order => new Launch(order, TimeSpan.Zero, null, Forget: true));
            }
        }
    }

    private static void Lift(Child child)
    {
        child.Halted = false;
        child.HeldUntil = null;
        child.Forget = child.State != ChildState.Live;
    }

    /// <summary>As <see cref="Lift()"/>; what has no process now needs no turn in a rolling restart.</summary>
    private void LiftForRestart(string reason)
    {
        foreach (Child child in _children.Values)
        {
            Lift(child);
            if (child is { State: ChildState.Live, View.Running: false })
            {
                // A restart and not a launch: should it have started meanwhile, it started with what was known before.
                Order(child, order => new Restart(order, reason, Forget: true));
            }
        }
    }

    private void OnRedefine(Redefine redefine)
    {
        WorkerDefinition definition = redefine.Definition;
        _strategy = redefine.Strategy;
        bool leftGroup = _definition.Group != definition.Group || _strategy == GroupStrategy.OneForOne;
        DefinitionChange change = DefinitionChange.Compare(_definition, definition);
        _definition = definition;
        TellChildren(new ApplyLive(definition));
        if (change is DefinitionChange.Restart restart)
        {
            LiftForRestart(restart.Reason);
            StartRolling(restart.Reason);
        }

        if (leftGroup)
        {
            ReleaseHeld(null); // its group will not call any more
        }

        Converge();
    }

    private void OnShutDown()
    {
        _shuttingDown = true;
        _quietAsked = true;
        _rolling.End();
        Converge();
    }

    private void OnRemove()
    {
        _removing = true;
        _rolling.End();
        Converge();
    }

    private void OnGroupStop(string reason)
    {
        _groupStop = reason;
        _quietAsked = true;
        _rolling.End();
        Converge();
    }

    private void OnGroupGo(string reason)
    {
        ReleaseHeld(reason);
        Converge(reason);
    }

    private void ReleaseHeld(string? reason)
    {
        if (_groupStop is not null)
        {
            _groupStop = null;
            _quietAsked = _shuttingDown;
        }

        foreach (Child child in _children.Values.Where(child => child is { State: ChildState.Live, HeldUntil: not null }))
        {
            TimeSpan left = TakeHeld(child);
            Order(child, order => new Launch(order, left, reason));
        }
    }

    /// <summary>What is left of the delay that the restart policy asked for before the group stopped.</summary>
    private TimeSpan TakeHeld(Child child)
    {
        MonotonicTime now = _ports.Clock.Now;
        if (child.HeldUntil is { } due && due > now)
        {
            return due - now; // still remembered: the group may stop it once more before it is over
        }

        child.HeldUntil = null;
        return TimeSpan.Zero;
    }

    [LoggerMessage(2102, LogLevel.Information, "{Worker} is to {Intent} with {Instances} instances, by word of {By}")]
    private static partial void LogIntent(ILogger log, string worker, string intent, int instances, string by);
}
