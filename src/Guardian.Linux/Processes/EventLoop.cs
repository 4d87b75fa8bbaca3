using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Guardian.Linux.Interop;
using Microsoft.Extensions.Logging;
using static Guardian.Linux.Interop.Constants;

namespace Guardian.Linux.Processes;

/// <summary>Something that waits for a descriptor to become readable.</summary>
internal interface IReadySource
{
    /// <summary>The descriptor is readable. On the loop's thread; level-triggered, so what is left over is told again.</summary>
    void OnReady();
}

/// <summary>One thread that waits in epoll for every pidfd, notify socket and pipe of a process control.</summary>
/// <remarks>
/// Sources are looked up by token, not by descriptor: an event that was already fetched when its source was removed finds
/// nothing, even if the kernel has given the descriptor's number away again.
/// </remarks>
internal sealed unsafe partial class EventLoop : IDisposable
{
    private const int BatchSize = 256;
    private const int ReapDebounceMilliseconds = 20;

    // struct epoll_event is packed on x86-64 only: 4 bytes of events, then 8 of data.
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int EventSize = DataOffset + 8;

    private readonly ConcurrentDictionary<long, IReadySource> _sources = new();
    private readonly Action _reap;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly int _epoll;
    private readonly int _wake;
    private readonly Thread _thread;
    private long _nextToken; // 0 is the wake descriptor
    private int _reapRequested;
    private volatile bool _stopping;

    /// <summary>Starts the thread.</summary>
    /// <param name="reap">Run on the thread some milliseconds after <see cref="RequestReap"/>, once for many requests.</param>
    /// <param name="time">Clock of the debounce.</param>
    /// <param name="log">Where failures of what is called back are told; the loop goes on.</param>
    public EventLoop(Action reap, TimeProvider time, ILogger log)
    {
        _reap = reap;
        _log = log;
        _time = time;
        _epoll = Libc.EpollCreate(EPOLL_CLOEXEC);
        if (_epoll < 0) { throw Errno.Exception("epoll_create1"); }
        _wake = Libc.EventDescriptor(0, EFD_CLOEXEC | EFD_NONBLOCK);
        if (_wake < 0) { throw Errno.Exception("eventfd"); }
        Control(EPOLL_CTL_ADD, _wake, token: 0);
        _thread = new Thread(Run) { Name = "guardian-processes", IsBackground = true };
        _thread.Start();
    }

    /// <summary>A token for one descriptor, to be kept before <see cref="Add"/>: the first event can come before Add returns.</summary>
    public long NewToken() => Interlocked.Increment(ref _nextToken);

    /// <summary>Watches a descriptor until <see cref="Remove"/>.</summary>
    /// <param name="descriptor">What to wait for.</param>
    /// <param name="token">From <see cref="NewToken"/>.</param>
    /// <param name="source">Told when it is readable.</param>
    public void Add(int descriptor, long token, IReadySource source)
    {
        _sources[token] = source;
        try
        {
            Control(EPOLL_CTL_ADD, descriptor, token);
        }
        catch
        {
            _sources.TryRemove(token, out _);
            throw;
        }
    }

    /// <summary>Stops watching; to be called before the descriptor is closed.</summary>
    public void Remove(int descriptor, long token)
    {
        if (_sources.TryRemove(token, out _)) { _ = Libc.EpollControl(_epoll, EPOLL_CTL_DEL, descriptor, null); }
    }

    /// <summary>Asks for a reaping pass; any thread.</summary>
    public void RequestReap()
    {
        if (Interlocked.Exchange(ref _reapRequested, 1) == 0) { Wake(); }
    }

    /// <summary>Ends the thread and waits for it; nothing is called back afterwards.</summary>
    public void Dispose()
    {
        if (_stopping) { return; }
        _stopping = true;
        Wake();
        if (Environment.CurrentManagedThreadId != _thread.ManagedThreadId) { _thread.Join(); }
        _ = Libc.Close(_wake);
        _ = Libc.Close(_epoll);
    }

    private void Wake()
    {
        ulong one = 1;
        _ = Libc.Write(_wake, (byte*)&one, sizeof(ulong)); // fails only when the counter is full, and then the loop wakes anyway
    }

    private void Control(int operation, int descriptor, long token)
    {
        byte* request = stackalloc byte[16];
        *(uint*)request = EPOLLIN;
        Marshal.WriteInt64((nint)(request + DataOffset), token);
        if (Libc.EpollControl(_epoll, operation, descriptor, request) != 0) { throw Errno.Exception("epoll_ctl"); }
    }

    private void Run()
    {
        byte* events = stackalloc byte[BatchSize * 16];
        long lastReap = _time.GetTimestamp();
        while (!_stopping)
        {
            int count = Libc.EpollWait(_epoll, events, BatchSize, UntilReap(lastReap));
            for (int i = 0; i < count && !_stopping; i++)
            {
                long token = Marshal.ReadInt64((nint)(events + (i * EventSize) + DataOffset));
                if (token == 0)
                {
                    ulong drained;
                    _ = Libc.Read(_wake, (byte*)&drained, sizeof(ulong));
                }
                else if (_sources.TryGetValue(token, out IReadySource? source))
                {
                    Call(source.OnReady);
                }
            }

            if (UntilReap(lastReap) == 0 && !_stopping)
            {
                Volatile.Write(ref _reapRequested, 0); // before the pass: a child that ends during it asks for another
                lastReap = _time.GetTimestamp();
                Call(_reap);
            }
        }
    }

    private void Call(Action work)
    {
#pragma warning disable CA1031 // one instance's failure must not end the watch over all the others
        try { work(); }
        catch (Exception failure) { LogFailed(_log, failure); }
#pragma warning restore CA1031
    }

    private int UntilReap(long lastReap)
    {
        if (Volatile.Read(ref _reapRequested) == 0) { return -1; }
        double left = ReapDebounceMilliseconds - _time.GetElapsedTime(lastReap).TotalMilliseconds;
        return left <= 0 ? 0 : (int)Math.Ceiling(left);
    }

    [LoggerMessage(6003, LogLevel.Error, "The process event loop failed to handle an event; it goes on")]
    private static partial void LogFailed(ILogger log, Exception failure);
}
