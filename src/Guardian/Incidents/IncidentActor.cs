using System.Collections.Immutable;
using Guardian.Council;
using Guardian.Journal;
using Guardian.Recovery;
using Microsoft.Extensions.Logging;
using static Guardian.Incidents.IncidentProtocol;

namespace Guardian.Incidents;

/// <summary>Lives through one incident: asks the rule what comes next, does it, and records it.</summary>
/// <remarks>
/// Everything that happened is an event, and an action is recorded durably before it is begun; so an actor that is made again from the
/// events of a killed node goes on where that was, and does nothing twice. Each asynchronous answer carries the step that asked for it.
/// </remarks>
internal sealed partial class IncidentActor : ReceiveActor, IWithTimers
{
    private sealed record Go;

    private sealed record Look;

    private sealed record Evidenced(long Step, IncidentEvent.EvidenceTaken Taken, int SameTaskDeaths);

    private sealed record Voted(long Step, Decision Decision);

    private sealed record Captured(long Step, IncidentEvent.StateCaptured Result);

    private sealed record Recorded(long Step, object? Then);

    private sealed record Ran(long Step, int Index, string Action, ControlResult Result, TimeSpan Took);

    private static readonly TimeSpan LookOften = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LookSeldom = TimeSpan.FromMilliseconds(500);

    private readonly IncidentPorts _ports;
    private readonly bool _resumed;
    private Incident _incident;
    private long _step;
    private bool _mayAct;
    private bool _turnAsked;
    private FollowPlan? _follow;
    private ImmutableArray<string> _alsoHit = [];
    private int _sameTaskDeaths;
    private CaseFile? _case;
    private string? _stateSaid;
    private MonotonicTime _watchingSince;
    private MonotonicTime _begunAt;
    private MonotonicTime? _wellSince;
    private ImmutableArray<string>? _processesWhenWell;

    /// <summary>Made by the desk.</summary>
    /// <param name="incident">The incident so far.</param>
    /// <param name="resumed">Whether it goes on after a restart of the node.</param>
    /// <param name="ports">Effects.</param>
    public IncidentActor(Incident incident, bool resumed, IncidentPorts ports)
    {
        _incident = incident;
        _resumed = resumed;
        _mayAct = resumed && incident.Phase is IncidentPhase.StateCaptured or IncidentPhase.Acting or IncidentPhase.StateRestored or IncidentPhase.Verifying;
        _ports = ports;
        Receive<Go>(_ => Step());
        Receive<Evidenced>(OnEvidenced);
        Receive<Granted>(OnGranted);
        Receive<HoldFor>(OnHold);
        Receive<LeadGaveUp>(gave => OnLeadGaveUp(gave.Lead));
        Receive<Voted>(voted => When(voted.Step, () => OnVoted(voted.Decision)));
        Receive<Captured>(captured => When(captured.Step, () => { Happen(captured.Result); Step(); }));
        Receive<Recorded>(recorded => When(recorded.Step, () => OnRecorded(recorded.Then)));
        Receive<Ran>(ran => When(ran.Step, () => OnRan(ran)));
        Receive<Look>(_ => OnLook());
        Receive<FaultSeen>(seen => OnFault(seen.Fault));
        Receive<Spoken>(OnSpoken);
        Receive<Superseded>(OnSuperseded);
        Receive<Label>(label => Happen(new IncidentEvent.Labelled(label.FalseDetection, label.By, label.Note)));
        Receive<PersonActed>(acted => _personActed = $"{acted.What} by {acted.By}");
    }

    /// <summary>Set by the runtime before <see cref="PreStart"/>.</summary>
    public ITimerScheduler Timers { get; set; } = null!;

    private RecoveryOptions Options => _ports.Options().Recovery;

    /// <summary>What a person asked for, until it was tried.</summary>
    private string? ForcedPlan => _incident.ForcedPlan is { } plan && !_incident.Failed.Any(failed => failed.Split('+')[0] == plan) ? plan : null;

    private MonotonicTime Now => _ports.Clock.Now;

    public static Props Props(Incident incident, bool resumed, IncidentPorts ports) =>
        ActorProps.Create(() => new IncidentActor(incident, resumed, ports));

    protected override void PreStart()
    {
        _begunAt = Now;
        if (_resumed)
        {
            LogResumed(_ports.Log, _incident.Id, _incident.Phase.ToString());
        }

        Self.Tell(new Go());
    }

    /// <summary>Asks the rule and does what it says. Every way through an incident leads back here.</summary>
    private void Step()
    {
        _step++;
        Timers.Cancel("look");
        IncidentStep next = IncidentRule.Next(_incident, Options);
        if (NeedsTurn(next) && !_mayAct)
        {
            if (!_turnAsked)
            {
                _turnAsked = true;
                Context.Parent.Tell(new TurnAsked(_incident.Id));
            }

            Watch(LookSeldom); // its trouble may pass while it waits
            return;
        }

        switch (next)
        {
            case IncidentStep.TakeEvidence:
                TakeEvidence();
                break;
            case IncidentStep.Propose:
                Propose();
                break;
            case IncidentStep.AwaitPerson:
                GiveTurnBack();
                Watch(LookSeldom);
                break;
            case IncidentStep.Capture:
                Capture();
                break;
            case IncidentStep.Act act:
                Begin(act);
                break;
            case IncidentStep.FindOut lost:
                FindOut(lost.Started);
                break;
            case IncidentStep.Fail fail:
                FailAttempt(fail.Reason);
                break;
            case IncidentStep.Restore:
                Happen(new IncidentEvent.StateRestored(true, _stateSaid ?? "nothing was saved that had to be handed back"));
                Step();
                break;
            case IncidentStep.Verify:
                Happen(new IncidentEvent.VerifyStarted(_ports.Clock.UtcNow + VerifyWithin));
                Step();
                break;
            case IncidentStep.Watch:
                _watchingSince = Now;
                _wellSince = null;
                if (_incident.Phase is not IncidentPhase.Verifying)
                {
                    GiveTurnBack();
                }

                Watch(_incident.Phase is IncidentPhase.Verifying ? LookOften : LookSeldom);
                if (_incident.Phase is IncidentPhase.Verifying)
                {
                    OnLook();
                }

                break;
            case IncidentStep.Escalate escalate:
                Happen(new IncidentEvent.Escalated(escalate.Reason));
                LogEscalated(_ports.Log, _incident.Id, _incident.Subject, escalate.Reason);
                Step();
                break;
            default:
                GiveTurnBack();
                Context.Stop(Self);
                break;
        }
    }

    /// <summary>What a person asked for waits for nobody's turn.</summary>
    private bool NeedsTurn(IncidentStep step) =>
        ForcedPlan is null && step is IncidentStep.Propose or IncidentStep.Capture;

    private void GiveTurnBack()
    {
        if (_mayAct)
        {
            _mayAct = false;
            Context.Parent.Tell(new TurnDone(_incident.Id));
        }
    }

    private void When(long step, Action act)
    {
        if (step == _step)
        {
            act();
        }
    }

    /// <summary>Records an event, shows it, and goes on at once; what must be durable first goes through <see cref="HappenThen"/>.</summary>
    private void Happen(IncidentEvent happened)
    {
        DateTimeOffset at = _ports.Clock.UtcNow;
        Apply(happened, at);
        _ports.Writer.Tell(new EventWriter.Write(IncidentJson.StreamOf(_incident.Id), [IncidentJson.ToJournal(happened, at)], Answer: false));
    }

    /// <summary>Records an event and goes on when it is durable. When the store is away it goes on as well: a worker that is down comes first.</summary>
    private void HappenThen(IncidentEvent happened, object? then)
    {
        DateTimeOffset at = _ports.Clock.UtcNow;
        Apply(happened, at);
        long step = _step;
        EventWriter.Write write = new(IncidentJson.StreamOf(_incident.Id), [IncidentJson.ToJournal(happened, at)], Answer: true);
        _ports.Writer.Ask<EventWriter.Kept>(write, LongestWrite).PipeTo(Self, Self, _ => new Recorded(step, then), _ => new Recorded(step, then));
    }

    private void Apply(IncidentEvent happened, DateTimeOffset at)
    {
        _incident = _incident.Apply(happened, at);
        _ports.Board.Show(_incident);
        Context.System.EventStream.Publish(new IncidentChanged(_incident.Id, _incident.Worker, _incident.Phase, happened, at));
    }

    [LoggerMessage(2601, LogLevel.Information, "Incident {Incident} goes on from {Phase}")]
    private static partial void LogResumed(ILogger log, string incident, string phase);

    [LoggerMessage(2602, LogLevel.Error, "Incident {Incident} on {Subject} needs a person: {Reason}")]
    private static partial void LogEscalated(ILogger log, string incident, string subject, string reason);
}
