using System.Collections.Immutable;

namespace Guardian.Actors;

/// <summary>What this runtime takes and Akka.NET does not: the clock, and mailboxes declared in code.</summary>
/// <remarks>
/// This type is the seam between the two runtimes. It stands in the one call that creates the system, so only the composition root
/// differs: on Akka.NET the same call takes a <c>BootstrapSetup</c> whose HOCON declares each mailbox under its name
/// (<c>mailbox-type</c>, <c>mailbox-capacity</c>, <c>mailbox-push-timeout-time = 0s</c>), and a scheduler of its own for tests.
/// </remarks>
public sealed class RuntimeSetup : Setup
{
    private RuntimeSetup(TimeProvider timeProvider, ImmutableDictionary<string, int> mailboxes)
    {
        TimeProvider = timeProvider;
        Mailboxes = mailboxes;
    }

    /// <summary>The clock of the scheduler, of timers, of Ask timeouts and of restart windows.</summary>
    /// <value>By default <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; }

    /// <summary>The capacity in messages of each bounded mailbox, by the name that <see cref="Props.WithMailbox"/> takes.</summary>
    public IReadOnlyDictionary<string, int> BoundedMailboxes => Mailboxes;

    internal ImmutableDictionary<string, int> Mailboxes { get; }

    /// <summary>The defaults.</summary>
    /// <returns>A setup.</returns>
    public static RuntimeSetup Create() => new(TimeProvider.System, ImmutableDictionary<string, int>.Empty);

    /// <summary>The same with another clock.</summary>
    /// <param name="timeProvider">The clock.</param>
    /// <returns>A setup.</returns>
    public RuntimeSetup WithTimeProvider(TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        return new(timeProvider, Mailboxes);
    }

    /// <summary>The same with one more bounded mailbox.</summary>
    /// <remarks>
    /// A message that finds the mailbox full becomes a <see cref="DeadLetter"/>; the sender is never blocked. What the runtime itself
    /// queues (timers, <see cref="Terminated"/>, <see cref="ReceiveTimeout"/>) and <see cref="PoisonPill"/> always find a place.
    /// The stash of such an actor holds as many messages as the mailbox; one more throws <see cref="StashOverflowException"/>.
    /// </remarks>
    /// <param name="name">The name that <see cref="Props.WithMailbox"/> takes.</param>
    /// <param name="capacity">Messages it holds; 1 or more.</param>
    /// <returns>A setup.</returns>
    public RuntimeSetup WithBoundedMailbox(string name, int capacity)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        return new(TimeProvider, Mailboxes.SetItem(name, capacity));
    }
}
