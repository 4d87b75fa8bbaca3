using System.Text;

namespace Guardian.Shell.Tests.Fakes;

/// <summary>Collects what is written, and wakes a test when it sees what it waits for.</summary>
public sealed class WatchedStream : MemoryStream
{
    private readonly Lock _lock = new();
    private readonly List<(string Text, TaskCompletionSource Seen)> _waiting = [];

    public Exception? Fails { get; set; }

    public byte[] Bytes()
    {
        lock (_lock)
        {
            return ToArray();
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (Fails is not null)
        {
            throw Fails;
        }

        lock (_lock)
        {
            base.Write(buffer);
            string all = Encoding.UTF8.GetString(ToArray());
            _waiting.ForEach(wait => _ = all.Contains(wait.Text, StringComparison.Ordinal) && wait.Seen.TrySetResult());
        }
    }

    public async Task SeesAsync(string text)
    {
        TaskCompletionSource seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (Encoding.UTF8.GetString(ToArray()).Contains(text, StringComparison.Ordinal))
            {
                return;
            }

            _waiting.Add((text, seen));
        }

        if (await Task.WhenAny(seen.Task, Task.Delay(TimeSpan.FromSeconds(20), TimeProvider.System)) != seen.Task)
        {
            throw new TimeoutException($"'{text}' was not shown; shown was: {Encoding.UTF8.GetString(Bytes())}");
        }
    }
}
