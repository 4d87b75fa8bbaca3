using System.Collections.Immutable;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Guardian.Linux.Guarding;
using Guardian.Linux.Processes;
using Guardian.Workers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Guardian.StandInNode;

/// <summary>
/// As much of a node as its guard sees: a process control, a guard, and instances that are launched when the test says so. Commands come
/// through a named pipe; each is answered by a <c>STATUS=</c> to whoever started it.
/// </summary>
/// <remarks>
/// <c>launch NAME local|TOKEN SCRIPT</c> answers the pid; <c>extend MILLISECONDS</c> (from now) answers the moment in ticks once the guard has
/// acknowledged it; <c>renew LENGTH PERIOD</c> goes on doing so by itself; <c>guard</c> answers the guard's pid.
/// </remarks>
internal sealed class StandIn : ISlotObserver, IAsyncDisposable
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(2);

    private readonly string _data;
    private readonly string _mark;
    private readonly LinuxProcessControl _processes = new(new LinuxProcessOptions(), TimeProvider.System, NullLogger.Instance);
    private readonly LinuxLeaseGuard _guard;
    private readonly List<IProcessSlot> _slots = [];
    private Timer? _renewal;

    private StandIn(string data, string mark, ImmutableArray<string> guard)
    {
        _data = data;
        _mark = mark;
        _guard = new LinuxLeaseGuard(_processes, guard, data, mark, TimeProvider.System, NullLogger.Instance);
    }

    /// <summary>Arguments: data directory, mark, named pipe, command line of the guard's program.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        StandIn node = new(args[0], args[1], [.. args[3..]]);
        await using (node.ConfigureAwait(false))
        {
            using FileStream pipe = new(args[2], FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite); // so that it never ends
            using StreamReader commands = new(pipe);
            while (await commands.ReadLineAsync().ConfigureAwait(false) is { } line && line != "end")
            {
                Say(await node.ObeyAsync(line.Split(' ', 4)).ConfigureAwait(false));
            }
        }

        return 0;
    }

    public void Exited(long incarnation, ExitStatus status)
    {
    }

    public void Notified(NotifyMessage message)
    {
    }

    public async ValueTask DisposeAsync()
    {
        if (_renewal is { } renewal) { await renewal.DisposeAsync().ConfigureAwait(false); }
        await _guard.DisposeAsync().ConfigureAwait(false);
        foreach (IProcessSlot slot in _slots) { slot.Dispose(); }
        _processes.Dispose();
    }

    private async Task<string> ObeyAsync(string[] words)
    {
        switch (words[0])
        {
            case "launch":
                return Launch(words[1], words[2], words[3]).ToString(CultureInfo.InvariantCulture);
            case "extend":
                TimeSpan until = await ExtendAsync(Milliseconds(words[1])).ConfigureAwait(false);
                return until.Ticks.ToString(CultureInfo.InvariantCulture);
            case "renew":
                (TimeSpan length, TimeSpan period) = (Milliseconds(words[1]), Milliseconds(words[2]));
                await ExtendAsync(length).ConfigureAwait(false);
                _renewal = new Timer(_ => _guard.Extend(BootClock.Instance.SinceBoot + length), null, period, period);
                return "renews";
            case "guard":
                await UpAsync().ConfigureAwait(false);
                return _guard.Process!.Value.Pid.ToString(CultureInfo.InvariantCulture);
            default:
                return $"no command {words[0]}";
        }
    }

    private int Launch(string name, string token, string script)
    {
        SlotSpec spec = new()
        {
            Instance = name,
            NodeMark = _mark,
            LogFile = Path.Combine(_data, "logs", name + ".log"),
            Rotation = new LogRotationOptions { MaxSize = 1 << 20, Keep = 1, MaxAge = TimeSpan.FromDays(1), Compress = false },
            RunDirectory = Path.Combine(_data, "run"),
        };
        ImmutableDictionary<string, string> environment = ImmutableDictionary<string, string>.Empty.Add("PATH", "/usr/bin:/bin");
        if (token != "local") { environment = environment.Add("GUARDIAN_FENCING_TOKEN", token); }
        IProcessSlot slot = _processes.OpenSlot(spec, this);
        _slots.Add(slot);
        return slot.Launch(new LaunchSpec { Command = ["/bin/sh", "-c", script], Directory = _data, Environment = environment }, 1).Pid;
    }

    private async Task<TimeSpan> ExtendAsync(TimeSpan length)
    {
        await UpAsync().ConfigureAwait(false);
        TimeSpan until = BootClock.Instance.SinceBoot + length;
        _guard.Extend(until);
        await UpAsync().ConfigureAwait(false);
        return until;
    }

    private async Task UpAsync()
    {
        while (!_guard.IsUp) { await Task.Delay(s_look, TimeProvider.System).ConfigureAwait(false); }
    }

    private static TimeSpan Milliseconds(string text) => TimeSpan.FromMilliseconds(int.Parse(text, CultureInfo.InvariantCulture));

    private static void Say(string words)
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        UnixDomainSocketEndPoint test = new(Environment.GetEnvironmentVariable("NOTIFY_SOCKET")!);
        socket.SendTo(Encoding.UTF8.GetBytes($"STATUS={words}"), test);
    }
}
