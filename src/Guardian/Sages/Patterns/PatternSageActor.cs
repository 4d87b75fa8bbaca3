using Guardian.Council;
using Guardian.Faults;
using Guardian.Health;
using Guardian.Incidents;

namespace Guardian.Sages.Patterns;

/// <summary>Sits on the council as the pattern sage: listens to the event stream and votes when called.</summary>
public sealed class PatternSageActor : ReceiveActor
{
    private PatternSageOptions _options;
    private PatternSageState _state = PatternSageState.Empty;

    /// <summary>Made by <see cref="Props"/>.</summary>
    /// <param name="options">How far apart connections are seen, and how much is remembered.</param>
    /// <param name="node">Name of the node.</param>
    /// <param name="clock">The time.</param>
    /// <param name="templateOf">Template of a log line; called by this actor only. <see cref="NumberMask.Of"/> where there is no miner.</param>
    public PatternSageActor(SagesOptions options, string node, Clock clock, Func<string, string> templateOf)
    {
        _options = options.Pattern;
        Receive<FleetPulse>(pulse => _state = _state.Apply(pulse));
        Receive<Fault>(fault => _state = _state.Apply(fault, clock.Now, _options));
        Receive<ErrorLogged>(error => _state = _state.Apply(error, clock.Now, _options, templateOf));
        Receive<IncidentOutcome>(outcome => _state = _state.Apply(outcome, _options));
        Receive<SagesOptionsChanged>(changed => _options = changed.Options.Pattern);
        Receive<CallToVote>(call => call.Council.Tell(PatternSage.Judge(_state, call.Proposal, _options, node, clock.Now, templateOf), Self));
    }

    /// <summary>How to make one.</summary>
    /// <param name="options">How far apart connections are seen, and how much is remembered.</param>
    /// <param name="node">Name of the node.</param>
    /// <param name="clock">The time.</param>
    /// <param name="templateOf">Template of a log line; called by this actor only.</param>
    /// <returns>What the actor system needs.</returns>
    public static Props Props(SagesOptions options, string node, Clock clock, Func<string, string> templateOf) =>
        ActorProps.Create(() => new PatternSageActor(options, node, clock, templateOf));

    /// <inheritdoc />
    protected override void PreStart()
    {
        Type[] channels =
            [typeof(FleetPulse), typeof(Fault), typeof(ErrorLogged), typeof(IncidentOutcome), typeof(SagesOptionsChanged), typeof(CallToVote)];
        foreach (Type channel in channels)
        {
            Context.System.EventStream.Subscribe(Self, channel);
        }
    }

    /// <inheritdoc />
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);
}
