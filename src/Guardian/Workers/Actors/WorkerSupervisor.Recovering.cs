using Guardian.Faults;
using Guardian.Hosting;
using Guardian.Recovery;
using Guardian.Workers.Records;
using Microsoft.Extensions.Logging;
using static Guardian.Workers.Actors.InstanceProtocol;
using static Guardian.Workers.Actors.WorkerProtocol;

namespace Guardian.Workers.Actors;

/// <content>What recovery asks, and telling it when that is done.</content>
internal sealed partial class WorkerSupervisor
{
    /// <summary>Somebody waits until instances have new processes that are ready.</summary>
    private sealed class Awaited(IActorRef asker, Dictionary<int, long> incarnations, string what)
    {
        public IActorRef Asker { get; } = asker;

        /// <summary>Instances still awaited, with the incarnation that their process must be later than.</summary>
        public Dictionary<int, long> Incarnations { get; } = incarnations;

        public string What { get; } = what;

        /// <summary>How saved states were handed back, for each instance that had one.</summary>
        public List<string> States { get; } = [];
    }

    /// <summary>At most one for each incident, and incidents are bounded.</summary>
    private readonly List<Awaited> _awaited = [];

    private void OnForInstance(ForInstance order)
    {
        if (_children.TryGetValue(order.Index, out Child? child) && child.State != ChildState.Ending)
        {
            child.Ref.Forward(order.Message);
        }
        else
        {
            Sender.Tell(new CommandReply.UnknownName($"{Name} has no instance {order.Index}"));
        }
    }

    private void OnReplaceAsked(ReplaceAsked asked)
    {
        if (!WantsToRun)
        {
            Sender.Tell(new ControlResult(false, $"{Name} is not to run ({_groupStop ?? "stopped, or the node stops"})"));
            return;
        }

        Child[] targets = [.. _children.Values.Where(child =>
            !child.Leaving && child.State is ChildState.Live or ChildState.Idle && (asked.Indexes.IsEmpty || asked.Indexes.Contains(child.Seat.Name.Index)))];
        if (targets.Length == 0)
        {
            Sender.Tell(new ControlResult(false, $"{Name} has no such instance"));
            return;
        }

        string what = string.Join(", ", targets.Select(child => child.Seat.Name.ToString()));
        _awaited.Add(new Awaited(Sender, targets.ToDictionary(child => child.Seat.Name.Index, child => child.View?.Incarnation ?? 0), what));
        foreach (Child child in targets)
        {
            // The plan gives it a fresh start: what was spent before says nothing about the life that follows.
            Lift(child);
            child.HeldUntil = null;
            child.Forget = false;
            child.State = ChildState.Live;
            Order(child, order => new Restart(order, asked.Reason, Forget: true, asked.Style, ByRecovery: true));
        }

        QueuePublish();
    }

    private void OnScaleAdvised(ScaleAdvice advice)
    {
        InstanceOptions bounds = _definition.Instances;
        if (_intent.Scale is { } word)
        {
            Sender.Tell(new ControlResult(false, $"a person wants {Wording.Count(word, "instance")} of {Name}, which goes before recovery"));
            return;
        }

        int before = Desired;
        int wanted = before + advice.Change;
        if (!_intent.Run || wanted < bounds.Min || wanted > bounds.Max)
        {
            Sender.Tell(new ControlResult(false, $"{Name} has {Wording.Count(before, "instance")} and may have {bounds.Min} to {bounds.Max}"));
            return;
        }

        _intent = _intent with { Advised = wanted };
        Record(new WorkerEvent.ScaleAdvised(wanted, advice.Reason));
        LogAdvised(_ports.Log, Name, wanted, advice.Reason);
        Converge(advice.Reason);
        Sender.Tell(new ControlResult(true, $"{Name} goes from {before} to {Wording.Count(wanted, "instance")}"));
    }

    /// <summary>An instance showed itself: whoever waited for its new process may be told.</summary>
    private void TellAwaited(int index, InstanceView view)
    {
        for (int at = _awaited.Count - 1; at >= 0; at--)
        {
            Awaited awaited = _awaited[at];
            if (!awaited.Incarnations.TryGetValue(index, out long before) || view.Incarnation <= before)
            {
                continue;
            }

            if (view.Status.Faults.Any(IsFatalAtStart))
            {
                _awaited.RemoveAt(at);
                awaited.Asker.Tell(new ControlResult(false, $"{view.Status.Id} does not get ready: {string.Join("; ", view.Status.Reasons)}"));
            }
            else if (view is { Running: true, Ready: true, Restoring: false })
            {
                if (view.Restored is { } state)
                {
                    awaited.States.Add($"{view.Status.Id}: {state}");
                }

                awaited.Incarnations.Remove(index);
                if (awaited.Incarnations.Count == 0)
                {
                    _awaited.RemoveAt(at);
                    awaited.Asker.Tell(new ControlResult(
                        true, $"{awaited.What} started anew and ready", awaited.States.Count > 0 ? string.Join("; ", awaited.States) : null));
                }
            }
        }
    }

    /// <summary>A new process that shows one of these will not get ready by being waited for.</summary>
    private static bool IsFatalAtStart(FaultKind kind) =>
        kind is FaultKind.NotReady or FaultKind.ProbeFailed or FaultKind.Hang or FaultKind.Zombie;

    /// <summary>A new process has ended again before it was ready, or there will be none: no use in waiting for it.</summary>
    private void FailAwaited(string why, Func<Awaited, bool> concerned)
    {
        for (int at = _awaited.Count - 1; at >= 0; at--)
        {
            if (concerned(_awaited[at]))
            {
                _awaited[at].Asker.Tell(new ControlResult(false, why));
                _awaited.RemoveAt(at);
            }
        }
    }

    [LoggerMessage(2108, LogLevel.Warning, "{Worker}: {Instances} instances wanted by recovery: {Reason}")]
    private static partial void LogAdvised(ILogger log, string worker, int instances, string reason);
}
