namespace Guardian.Actors;

/// <summary>Sending the result of a task to an actor.</summary>
public static class PipeToSupport
{
    /// <summary>Sends the result of a task, or <see cref="Status.Failure"/>, when it ends.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="taskToPipe">The task.</param>
    /// <param name="recipient">Who gets the result.</param>
    /// <param name="sender">The sender; null for none.</param>
    /// <param name="success">Makes the message of a result; null for the result itself.</param>
    /// <param name="failure">Makes the message of a failure; null for <see cref="Status.Failure"/>.</param>
    /// <returns>Ends when the message was sent.</returns>
    public static async Task PipeTo<T>(
        this Task<T> taskToPipe, ICanTell recipient, IActorRef? sender = null, Func<T, object>? success = null,
        Func<Exception, object>? failure = null)
    {
        ArgumentNullException.ThrowIfNull(taskToPipe);
        ArgumentNullException.ThrowIfNull(recipient);
        object? message;
        try
        {
            T result = await taskToPipe.ConfigureAwait(false);
            message = success is null ? result : success(result);
        }
        catch (Exception cause)
        {
            // Whatever it is, the recipient is who deals with it.
            message = failure is null ? new Status.Failure(cause) : failure(cause);
        }

        recipient.Tell(message ?? new Status.Failure(new InvalidMessageException("The piped task gave null, which is no message.")), sender);
    }

    /// <summary>Sends a message, or <see cref="Status.Failure"/>, when a task ends.</summary>
    /// <param name="taskToPipe">The task.</param>
    /// <param name="recipient">Who gets the message.</param>
    /// <param name="sender">The sender; null for none.</param>
    /// <param name="success">Makes the message of a success; null for no message.</param>
    /// <param name="failure">Makes the message of a failure; null for <see cref="Status.Failure"/>.</param>
    /// <returns>Ends when the message was sent.</returns>
    public static async Task PipeTo(
        this Task taskToPipe, ICanTell recipient, IActorRef? sender = null, Func<object>? success = null,
        Func<Exception, object>? failure = null)
    {
        ArgumentNullException.ThrowIfNull(taskToPipe);
        ArgumentNullException.ThrowIfNull(recipient);
        object? message;
        try
        {
            await taskToPipe.ConfigureAwait(false);
            message = success?.Invoke();
        }
        catch (Exception cause)
        {
            // Whatever it is, the recipient is who deals with it.
            message = failure is null ? new Status.Failure(cause) : failure(cause);
        }

        if (message is not null)
        {
            recipient.Tell(message, sender);
        }
    }
}
