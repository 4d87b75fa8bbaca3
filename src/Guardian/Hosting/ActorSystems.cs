namespace Guardian.Hosting;

/// <summary>The one place that makes an actor system, because handing it a clock differs between actor runtimes.</summary>
internal static class ActorSystems
{
    /// <summary>Makes the system.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="time">The clock of its timers.</param>
    /// <returns>The running system.</returns>
    public static ActorSystem Create(string name, TimeProvider time)
    {
#if ACTOR_RUNTIME_AKKA
        // Akka.NET takes a scheduler from its configuration instead; it runs on the system's clock.
        _ = time;
        return ActorSystem.Create(name);
#else
        return ActorSystem.Create(name, ActorSystemSetup.Create(RuntimeSetup.Create().WithTimeProvider(time)));
#endif
    }
}
