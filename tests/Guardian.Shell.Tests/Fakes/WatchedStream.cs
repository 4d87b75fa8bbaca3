using System.Text;

namespace Guardian.Shell.Tests.Fakes;

/// <summary>Collects what is written, and wakes a test when it sees what it waits for.</summary>
public sealed class WatchedStream : MemoryStream
{
    private readonly Lock _lock = new();
    private (string Text, TaskCompletionSource Seen)? _waiting;
    private int _looked;

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
            if (_waiting is { } waiting && Find_NeedsLock(waiting.Text))
            {
                _waiting = null;
                waiting.Seen.SetResult();
            }
        }
    }

    /// <summary>Waits for a text behind the one waited for before.</summary>
    public async Task SeesAsync(string text)
    {
        TaskCompletionSource seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (Find_NeedsLock(text))
            {
                return;
            }

            _waiting = (text, seen);
        }

        if (await Task.WhenAny(seen.Task, Task.Delay(TimeSpan.FromSeconds(20), TimeProvider.System)) != seen.Task)
        {
            throw new TimeoutException($"'{text}' was not shown; shown was: {Encoding.UTF8.GetString(Bytes())}");
        }
    }

    private bool Find_NeedsLock(string text)
    {
        string all = Encoding.UTF8.GetString(ToArray());
        int at = all.IndexOf(text, _looked, StringComparison.Ordinal);
        _looked = at < 0 ? _looked : at + text.Length;
        return at >= 0;
    }
}
