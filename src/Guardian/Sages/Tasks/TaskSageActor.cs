using Guardian.Council;
using Guardian.Faults;
using Guardian.Health;
using Guardian.Incidents;

namespace Guardian.Sages.Tasks;

/// <summary>Sits on the council as the task sage: listens to the event stream and votes when called.</summary>
public sealed class TaskSageActor : ReceiveActor
{
    private TaskSageOptions _options;
    private TaskSageState _state = TaskSageState.Empty;

    /// <summary>Made by <see cref="Props"/>.</summary>
    /// <param name="options">What counts as busy, idle and behind.</param>
    /// <param name="node">Name of the node.</param>
    /// <param name="clock">The time.</param>
    public TaskSageActor(SagesOptions options, string node, Clock clock)
    {
        _options = options.Task;
        Receive<FleetPulse>(pulse => _state = TaskSage.Apply(_state, pulse));
        Receive<Fault>(fault => _state = TaskSage.Apply(_state, fault, clock.Now));
        Receive<IncidentChanged>(changed => _state = TaskSage.Apply(_state, changed));
        Receive<SagesOptionsChanged>(changed => _options = changed.Options.Task);
        Receive<CallToVote>(call => call.Council.Tell(TaskSage.Judge(_state, call.Proposal, _options, node), Self));
    }

    /// <summary>How to make one.</summary>
    /// <param name="options">What counts as busy, idle and behind.</param>
    /// <param name="node">Name of the node.</param>
    /// <param name="clock">The time.</param>
    /// <returns>What the actor system needs.</returns>
    public static Props Props(SagesOptions options, string node, Clock clock) => ActorProps.Create(() => new TaskSageActor(options, node, clock));

    /// <inheritdoc />
    protected override void PreStart()
    {
        foreach (Type channel in new[] { typeof(FleetPulse), typeof(Fault), typeof(IncidentChanged), typeof(SagesOptionsChanged), typeof(CallToVote) })
        {
            Context.System.EventStream.Subscribe(Self, channel);
        }
    }

    /// <inheritdoc />
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);
}
