namespace Guardian.Actors;

/// <summary>A reply that says whether something worked.</summary>
public abstract class Status
{
    private Status()
    {
    }

    /// <summary>It worked.</summary>
    /// <param name="status">What the sender wants to say about it; may be null.</param>
    public sealed class Success(object? status) : Status
    {
        /// <summary>What the sender said about it.</summary>
        public object? Status { get; } = status;

        /// <inheritdoc/>
        public override string ToString() => $"Status.Success: {Status}";
    }

    /// <summary>It failed. As the reply to an Ask it fails the task with <see cref="Cause"/>.</summary>
    /// <param name="cause">Why.</param>
    /// <param name="state">Anything that belongs to it; may be null.</param>
    public sealed class Failure(Exception? cause, object? state) : Status
    {
        /// <summary>It failed.</summary>
        /// <param name="cause">Why.</param>
        public Failure(Exception? cause)
            : this(cause, null)
        {
        }

        /// <summary>Why.</summary>
        public Exception? Cause { get; } = cause;

        /// <summary>Anything that belongs to it.</summary>
        public object? State { get; } = state;

        /// <inheritdoc/>
        public override string ToString() => State is null ? $"Status.Failure: {Cause}" : $"Status.Failure: {State} ({Cause})";
    }
}
