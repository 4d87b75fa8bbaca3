namespace Guardian.Actors;

/// <summary>What the runtime tells an actor's cell. Handled before user messages, also while those are suspended.</summary>
/// <remarks>Each instance is linked into one queue, so every sending makes a new one.</remarks>
internal abstract class SystemMessage
{
    public SystemMessage? Next { get; set; }

    /// <summary>Whether a cell that waits for its children to stop, before it goes on with its own fate, puts the message off.</summary>
    public virtual bool WaitsForChildren => false;

    /// <summary>Reverses a stack into the order of sending.</summary>
    public static SystemMessage? Reverse(SystemMessage? stack)
    {
        SystemMessage? queue = null;
        while (stack is not null)
        {
            (stack.Next, queue, stack) = (queue, stack, stack.Next);
        }

        return queue;
    }

    public sealed class Create : SystemMessage
    {
        public override bool WaitsForChildren => true;
    }

    public sealed class Suspend : SystemMessage
    {
        public override bool WaitsForChildren => true;
    }

    /// <param name="causedByFailure">The failure that is forgiven, or null when the whole branch goes on.</param>
    public sealed class Resume(Exception? causedByFailure) : SystemMessage
    {
        public Exception? CausedByFailure { get; } = causedByFailure;

        public override bool WaitsForChildren => true;
    }

    public sealed class Recreate(Exception cause) : SystemMessage
    {
        public Exception Cause { get; } = cause;

        public override bool WaitsForChildren => true;
    }

    public sealed class Terminate : SystemMessage;

    public sealed class Failed(LocalActorRef child, Exception cause) : SystemMessage
    {
        public LocalActorRef Child { get; } = child;

        public Exception Cause { get; } = cause;

        public override bool WaitsForChildren => true;
    }

    public sealed class Watch(InternalActorRef watcher) : SystemMessage
    {
        public InternalActorRef Watcher { get; } = watcher;
    }

    public sealed class Unwatch(InternalActorRef watcher) : SystemMessage
    {
        public InternalActorRef Watcher { get; } = watcher;
    }

    /// <summary>The actor has stopped: told once to its parent and to each watcher.</summary>
    public sealed class Death(InternalActorRef actor, bool existenceConfirmed) : SystemMessage
    {
        public InternalActorRef Actor { get; } = actor;

        public bool ExistenceConfirmed { get; } = existenceConfirmed;
    }

    /// <summary>The rest of an asynchronous handler, to run on the actor's turn.</summary>
    public sealed class Continuation(ActorSynchronizationContext origin, SendOrPostCallback callback, object? state) : SystemMessage
    {
        public ActorSynchronizationContext Origin { get; } = origin;

        public void Run() => callback(state);
    }

    /// <summary>An asynchronous handler has ended.</summary>
    public sealed class HandlerDone(ActorSynchronizationContext origin, Task task) : SystemMessage
    {
        public ActorSynchronizationContext Origin { get; } = origin;

        public Task Task { get; } = task;
    }
}
