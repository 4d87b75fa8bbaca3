namespace Guardian.Actors;

/// <summary>
/// A watched actor stopped and the watcher did not handle <see cref="Terminated"/>; supervisors stop such a watcher by default.
/// </summary>
/// <param name="deadActor">Who stopped.</param>
#pragma warning disable CA1032 // Akka.NET's set of constructors
public class DeathPactException(IActorRef deadActor) : AkkaException($"Monitored actor [{deadActor}] terminated")
#pragma warning restore CA1032 // end of the header
{
    /// <summary>Who stopped.</summary>
    public IActorRef DeadActor { get; } = deadActor;
}
