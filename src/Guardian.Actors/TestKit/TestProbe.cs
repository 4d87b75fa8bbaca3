namespace Guardian.Actors.TestKit;

/// <summary>A test actor of its own, to play one party of a conversation.</summary>
public class TestProbe : TestKitBase
{
    /// <summary>Makes a probe.</summary>
    /// <param name="system">The system under test.</param>
    /// <param name="testProbeName">The probe's name, or null for a generated one.</param>
    public TestProbe(ActorSystem system, string? testProbeName = null)
        : base(system, testProbeName)
    {
    }

    /// <summary>The probe's reference.</summary>
    public IActorRef Ref => TestActor;

    /// <summary>The sender of the message received last.</summary>
    public IActorRef Sender => LastSender;

    /// <summary>Sends a message as the probe.</summary>
    /// <param name="actor">Who gets it.</param>
    /// <param name="message">The message.</param>
    public void Send(IActorRef actor, object message)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Tell(message, TestActor);
    }

    /// <summary>Answers the message received last.</summary>
    /// <param name="message">The answer.</param>
    public void Reply(object message) => Sender.Tell(message, TestActor);

    /// <summary>Passes the message received last on, with its sender.</summary>
    /// <param name="actor">Who gets it.</param>
    public void Forward(IActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (LastEnvelope is { } last)
        {
            actor.Tell(last.Message, last.Sender);
        }
    }
}
