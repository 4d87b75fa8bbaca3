namespace Guardian.Cluster;

/// <summary>Wakes everybody who waits, from any thread.</summary>
/// <remarks>Whoever waits takes <see cref="Next"/> before looking at what it waits for, so that no beat falls between the two.</remarks>
public sealed class Pulse
{
    private TaskCompletionSource _next = Make();

    /// <summary>Completes with the next <see cref="Beat"/>.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    /// <summary>Wakes them.</summary>
    public void Beat() => Interlocked.Exchange(ref _next, Make()).TrySetResult();

    /// <summary>Waits for a beat, but no longer than a while.</summary>
    /// <param name="beat">A <see cref="Next"/> that was taken earlier.</param>
    /// <param name="longest">How long.</param>
    /// <param name="time">Clock of it.</param>
    /// <param name="stop">Ends the waiting with <see cref="OperationCanceledException"/>.</param>
    /// <returns>When one of the two has come.</returns>
    public static async Task WaitAsync(Task beat, TimeSpan longest, TimeProvider time, CancellationToken stop)
    {
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task over = Task.Delay(longest, time, enough.Token);
        await Task.WhenAny(beat, over).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
        stop.ThrowIfCancellationRequested();
    }

    private static TaskCompletionSource Make() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
