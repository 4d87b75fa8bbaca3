namespace Guardian.Linux.Tests.Support;

/// <summary>How long a test waits for something that comes at once unless it is broken.</summary>
internal static class Patience
{
    public static readonly TimeSpan Time = TimeSpan.FromSeconds(20);

    public static TimeoutException Over(string awaited) => new($"waited {Time.TotalSeconds} s in vain for {awaited}");

    /// <summary>Looks again and again until something is so that tells nobody by itself.</summary>
    public static void Until(string awaited, Func<bool> isSo)
    {
        TimeProvider time = TimeProvider.System;
        long from = time.GetTimestamp();
        while (!isSo())
        {
            if (time.GetElapsedTime(from) > Time) { throw Over(awaited); }
            Result(Task.Run(async () => { await Task.Delay(TimeSpan.FromMilliseconds(1), time); return true; }), awaited);
        }
    }

#pragma warning disable VSTHRD002 // blocking with a limit is the point: a test thread waits for the real event
    public static T Result<T>(Task<T> task, string awaited) =>
        task.Wait(Time) ? task.GetAwaiter().GetResult() : throw Over(awaited);
#pragma warning restore VSTHRD002
}
