using System.Collections.Immutable;
using Guardian.Council;
using Guardian.Health;

namespace Guardian.Sages.Incidents;

/// <summary>Sits on the council as the incident sage: listens to the event stream, votes when called, and says when a crisis begins and ends.</summary>
public sealed class IncidentSageActor : ReceiveActor
{
    private readonly string _node;
    private readonly Clock _clock;
    private CrisisOptions _options;
    private IncidentSageState _state = IncidentSageState.Empty;

    /// <summary>Made by <see cref="Props"/>.</summary>
    /// <param name="options">When it is a crisis.</param>
    /// <param name="node">Name of the node.</param>
    /// <param name="clock">The time.</param>
    public IncidentSageActor(SagesOptions options, string node, Clock clock)
    {
        _options = options.Crisis;
        _node = node;
        _clock = clock;
        Receive<FleetPulse>(OnPulse);
        Receive<SagesOptionsChanged>(changed => _options = changed.Options.Crisis);
        Receive<CallToVote>(call => call.Council.Tell(IncidentSage.Judge(_state, call.Proposal, _node), Self));
    }

    /// <summary>How to make one.</summary>
    /// <param name="options">When it is a crisis.</param>
    /// <param name="node">Name of the node.</param>
    /// <param name="clock">The time.</param>
    /// <returns>What the actor system needs.</returns>
    public static Props Props(SagesOptions options, string node, Clock clock) => ActorProps.Create(() => new IncidentSageActor(options, node, clock));

    /// <inheritdoc />
    protected override void PreStart()
    {
        foreach (Type channel in new[] { typeof(FleetPulse), typeof(SagesOptionsChanged), typeof(CallToVote) })
        {
            Context.System.EventStream.Subscribe(Self, channel);
        }
    }

    /// <inheritdoc />
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    private void OnPulse(FleetPulse pulse)
    {
        CrisisLevel before = _state.Crisis.Level;
        _state = IncidentSage.Apply(_state, pulse, _clock.Now, _options);
        if (_state.Crisis.Level != before)
        {
            ImmutableArray<string> reasons = _state.Crisis.Reasons;
            Context.System.EventStream.Publish(new CrisisChanged(before, _state.Crisis.Level, reasons, _clock.UtcNow));
        }
    }
}
