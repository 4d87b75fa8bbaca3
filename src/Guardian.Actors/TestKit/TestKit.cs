namespace Guardian.Actors.TestKit;

/// <summary>The base of a test class: a system of its own, and the test actor as the sender of what the test thread tells.</summary>
/// <remarks>It knows no test framework: expectations throw <see cref="ExpectationFailedException"/>, and Dispose ends the system.</remarks>
public class TestKit : TestKitBase, IDisposable
{
    /// <summary>Makes a system and a test actor.</summary>
    /// <param name="config">What the system is created with, or null for the defaults.</param>
    /// <param name="actorSystemName">The system's name, or null for <c>test</c>.</param>
    public TestKit(ActorSystemSetup? config = null, string? actorSystemName = null)
        : this(ActorSystem.Create(actorSystemName ?? "test", config ?? ActorSystemSetup.Empty))
    {
    }

    /// <summary>Makes a test actor in a system, which ends with the test.</summary>
    /// <param name="system">The system.</param>
    public TestKit(ActorSystem system)
        : base(system) => ActorCell.AmbientSender = TestActor;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Called after everything of the test, before the system ends.</summary>
    protected virtual void AfterAll()
    {
    }

    /// <summary>Ends the system.</summary>
    /// <param name="disposing">True when called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
        {
            return;
        }

        if (ReferenceEquals(ActorCell.AmbientSender, TestActor))
        {
            ActorCell.AmbientSender = null;
        }

        AfterAll();
        Shutdown();
    }
}
