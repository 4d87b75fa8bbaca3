using System.Text;
using Guardian.Linux.Interop;
using Guardian.Linux.Processes;
using Guardian.Workers;
using static Guardian.Linux.Interop.Constants;

namespace Guardian.Linux.Probes;

/// <summary>Takes in what a command writes, so that it never blocks, and keeps the end of it.</summary>
internal sealed unsafe class OutputPipe : IReadySource, IDisposable
{
    /// <summary>Bytes kept.</summary>
    public const int Kept = 16 * 1024;

    private const int ReadSize = 4096;

    private readonly EventLoop _loop;
    private readonly Lock _gate = new(); // the fields below: the event loop and the command's end
    private readonly byte[] _ring = new byte[Kept];
    private readonly int _reader;
    private readonly long _token;
    private int _writer;
    private long _written;
    private bool _isOpen = true;

    /// <summary>Makes the pipe and begins to read it.</summary>
    /// <exception cref="LaunchException">There is no descriptor left (<see cref="LaunchProblem.Resources"/>).</exception>
    public OutputPipe(EventLoop loop)
    {
        _loop = loop;
        int* ends = stackalloc int[2];
        if (Libc.Pipe(ends, O_CLOEXEC) != 0)
        {
            throw new LaunchException(LaunchProblem.Resources, $"a command's output cannot be read: pipe2: {Errno.Describe(Errno.Last)}");
        }

        (_reader, _writer) = (ends[0], ends[1]);
        _ = Libc.FileControl(_reader, F_SETFL, O_NONBLOCK); // ours only: the command's end blocks as programs expect
        try
        {
            _token = loop.NewToken();
            loop.Add(_reader, _token, this);
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            _ = Libc.Close(_reader);
            _ = Libc.Close(_writer);
            throw new LaunchException(LaunchProblem.Resources, $"a command's output cannot be read: {failure.Message}");
        }
    }

    /// <summary>The end that the command writes to.</summary>
    public int Writer => _writer;

    /// <summary>Closes the node's copy of the writing end, once the command has its own.</summary>
    public void CloseWriter()
    {
        if (_writer >= 0) { _ = Libc.Close(_writer); }
        _writer = -1;
    }

    /// <inheritdoc/>
    public void OnReady()
    {
        lock (_gate) { Read_NeedsLock(rounds: 16); }
    }

    /// <summary>Takes in what is still in the pipe and gives the end of everything. A descendant that keeps writing is not waited for.</summary>
    public string Finish()
    {
        lock (_gate)
        {
            Read_NeedsLock(rounds: 64);
            Close_NeedsLock();
            int length = (int)Math.Min(_written, Kept);
            byte[] text = new byte[length];
            int first = (int)((_written - length) % Kept);
            int until = Math.Min(length, Kept - first);
            _ring.AsSpan(first, until).CopyTo(text);
            _ring.AsSpan(0, length - until).CopyTo(text.AsSpan(until));
            return Encoding.UTF8.GetString(text);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        CloseWriter();
        lock (_gate) { Close_NeedsLock(); }
    }

    private void Read_NeedsLock(int rounds)
    {
        byte* buffer = stackalloc byte[ReadSize];
        for (int round = 0; round < rounds && _isOpen; round++)
        {
            nint size = Libc.Read(_reader, buffer, ReadSize);
            if (size == 0) { Close_NeedsLock(); }
            if (size <= 0) { return; }
            ReadOnlySpan<byte> read = new(buffer, (int)size);
            int at = (int)(_written % Kept);
            int until = Math.Min(read.Length, Kept - at);
            read[..until].CopyTo(_ring.AsSpan(at));
            read[until..].CopyTo(_ring);
            _written += read.Length;
        }
    }

    private void Close_NeedsLock()
    {
        if (!_isOpen) { return; }
        _isOpen = false;
        _loop.Remove(_reader, _token);
        _ = Libc.Close(_reader);
    }
}
