using Guardian.Health;
using Guardian.Incidents;
using Guardian.Learning.Anomalies;
using Guardian.Sages.Incidents;
using Guardian.Workers;

namespace Guardian.Alerts;

/// <summary>Turns what happens on the node into alerts: workers that are down, incidents that need a person, crises, successful recoveries.</summary>
/// <remarks>Fed by the event stream only. Bounded by workers and open incidents.</remarks>
internal sealed class AlertWatch : ReceiveActor
{
    private readonly IActorRef _desk;
    private readonly Dictionary<string, AlertLevel> _down = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asking = new(StringComparer.Ordinal);

    public AlertWatch(IActorRef desk)
    {
        _desk = desk;
        Receive<FleetPulse>(OnPulse);
        Receive<IncidentChanged>(OnIncident);
        Receive<CrisisChanged>(OnCrisis);
        Receive<AnomalySeen>(OnAnomaly);
        Receive<AlertSignal>(signal => _desk.Tell(signal)); // what other parts of the node have to say, in their own words
    }

    public static Props Props(IActorRef desk) => ActorProps.Create(() => new AlertWatch(desk));

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(FleetPulse));
        Context.System.EventStream.Subscribe(Self, typeof(IncidentChanged));
        Context.System.EventStream.Subscribe(Self, typeof(CrisisChanged));
        Context.System.EventStream.Subscribe(Self, typeof(AnomalySeen));
        Context.System.EventStream.Subscribe(Self, typeof(AlertSignal));
    }

    /// <summary>The level of a worker's state by A15: a critical worker that is down is high, a worker in trouble medium.</summary>
    /// <param name="worker">The worker.</param>
    /// <returns>The level, or null when nothing is wrong that lasts.</returns>
    public static AlertLevel? LevelOf(WorkerPulse worker) => worker.State switch
    {
        WorkerState.Dead or WorkerState.Critical => worker.Critical ? AlertLevel.High : AlertLevel.Medium,
        WorkerState.Warning => AlertLevel.Medium,
        _ => null,
    };

    private void OnPulse(FleetPulse pulse)
    {
        foreach (WorkerPulse worker in pulse.Workers)
        {
            string key = $"worker/{worker.Name}/state";
            if (LevelOf(worker) is { } level)
            {
                if (!_down.TryGetValue(worker.Name, out AlertLevel before) || before != level)
                {
                    _down[worker.Name] = level;
                    _desk.Tell(new AlertSignal.Raise(
                        key, level, AlertSource.Worker(worker.Name), $"{worker.Name} is {worker.State.Text()}: {worker.Running} of {worker.Desired} instances run."));
                }
            }
            else if (_down.Remove(worker.Name))
            {
                _desk.Tell(new AlertSignal.Resolve(key, $"{worker.Name} is {worker.State.Text()} again."));
            }
        }

        foreach (string gone in _down.Keys.Except(pulse.Workers.Select(worker => worker.Name)).ToArray())
        {
            _down.Remove(gone);
            _desk.Tell(new AlertSignal.Resolve($"worker/{gone}/state", $"{gone} is no longer defined."));
        }
    }

    private void OnIncident(IncidentChanged changed)
    {
        string key = $"incident/{changed.Incident}";
        string source = changed.Worker is { } worker ? AlertSource.Worker(worker) : "node";
        string subject = changed.Worker ?? "the server";
        switch (changed.Happened)
        {
            case IncidentEvent.Escalated escalated:
                _asking.Add(changed.Incident);
                _desk.Tell(new AlertSignal.Raise(key, AlertLevel.High, source, $"A person is needed for {subject}: {escalated.Reason}.", changed.Incident));
                break;
            case IncidentEvent.Decided { Decision: { } decision } when changed.Phase == IncidentPhase.Decided:
                if (decision.Plan != Recovery.ActionNames.Escalate)
                {
                    _desk.Tell(new AlertSignal.Notice($"{key}/decided", source, $"The council decided on {decision.Plan} for {subject} ({decision.Confidence} %): {decision.Reason}", changed.Incident));
                }

                break;
            case IncidentEvent.Recovered recovered:
                _desk.Tell(new AlertSignal.Notice($"{key}/recovered", source, $"{subject} has recovered: {recovered.Detail}.", changed.Incident));
                break;
            case IncidentEvent.Resolved resolved when _asking.Remove(changed.Incident):
                _desk.Tell(new AlertSignal.Resolve(key, $"{subject}: {resolved.Reason}."));
                break;
            case IncidentEvent.Cancelled cancelled when _asking.Remove(changed.Incident):
                _desk.Tell(new AlertSignal.Resolve(key, $"{subject}: {cancelled.Reason}."));
                break;
            default:
                break;
        }
    }

    /// <summary>Unusual is not wrong: it is told, and nothing is done.</summary>
    private void OnAnomaly(AnomalySeen seen)
    {
        string whose = seen.Worker ?? "the server";
        string source = seen.Worker is { } worker ? AlertSource.Worker(worker) : "node";
        _desk.Tell(new AlertSignal.Notice($"anomaly/{whose}/{seen.Figure}", source, $"The {seen.Figure} of {whose} is unusual: {seen.Anomaly.Reason}."));
    }

    private void OnCrisis(CrisisChanged changed)
    {
        const string key = "node/crisis";
        if (changed.To == CrisisLevel.Crisis)
        {
            _desk.Tell(new AlertSignal.Raise(key, AlertLevel.Critical, "node", $"The node is in a crisis: {string.Join("; ", changed.Reasons)}."));
        }
        else if (changed.From == CrisisLevel.Crisis)
        {
            _desk.Tell(new AlertSignal.Resolve(key, "The crisis is over."));
        }
    }
}
