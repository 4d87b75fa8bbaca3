using System.Buffers.Text;
using System.Text;
using Guardian.Workers;

namespace Guardian.Linux.Notify;

/// <summary>Reads one sd_notify datagram: lines of <c>KEY=VALUE</c>. Whatever it does not understand it leaves out.</summary>
public static class NotifyParser
{
    /// <summary>Longest status line kept, in bytes of UTF-8; the rest is cut.</summary>
    public const int MaxStatusLength = 1024;

    /// <summary>Longest name of an item in hand, in bytes of UTF-8; the rest is cut.</summary>
    public const int MaxTaskLength = 200;

    private const long MicrosecondsAtMost = long.MaxValue / TimeSpan.TicksPerMicrosecond;

    /// <summary>Parses a datagram. A key that comes twice counts with its last valid value.</summary>
    /// <param name="datagram">Any bytes; lines that are no <c>KEY=VALUE</c>, unknown keys and values out of range are ignored.</param>
    /// <param name="senderPid">Process that sent it.</param>
    /// <returns>What was understood, which may be nothing.</returns>
    public static NotifyMessage Parse(ReadOnlySpan<byte> datagram, int senderPid)
    {
        NotifyMessage message = new() { SenderPid = senderPid };
        foreach (Range range in datagram.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = datagram[range].TrimEnd((byte)'\0');
            int equals = line.IndexOf((byte)'=');
            if (equals > 0) { message = Apply(message, line[..equals], line[(equals + 1)..]); }
        }

        return message;
    }

    private static NotifyMessage Apply(NotifyMessage message, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => key switch
    {
        _ when key.SequenceEqual("READY"u8) => message with { Ready = message.Ready || IsOne(value) },
        _ when key.SequenceEqual("RELOADING"u8) => message with { Reloading = message.Reloading || IsOne(value) },
        _ when key.SequenceEqual("STOPPING"u8) => message with { Stopping = message.Stopping || IsOne(value) },
        _ when key.SequenceEqual("RESTART_RESET"u8) => message with { RestartReset = message.RestartReset || IsOne(value) },
        _ when key.SequenceEqual("STATUS"u8) => message with { Status = Text(value, MaxStatusLength) },
        _ when key.SequenceEqual("ERRNO"u8) => message with { Errno = Number(value, 0, int.MaxValue) ?? message.Errno },
        _ when key.SequenceEqual("EXIT_STATUS"u8) => message with { ExitStatus = Number(value, 0, 255) ?? message.ExitStatus },
        // Pid 1 is the system's own; no worker can be it.
        _ when key.SequenceEqual("MAINPID"u8) => message with { MainPid = Number(value, 2, int.MaxValue) ?? message.MainPid },
        _ when key.SequenceEqual("WATCHDOG"u8) => message with
        {
            Watchdog = message.Watchdog || IsOne(value),
            WatchdogTrigger = message.WatchdogTrigger || value.SequenceEqual("trigger"u8),
        },
        _ when key.SequenceEqual("WATCHDOG_USEC"u8) => message with { WatchdogPeriod = Duration(value) ?? message.WatchdogPeriod },
        _ when key.SequenceEqual("EXTEND_TIMEOUT_USEC"u8) => message with { ExtendTimeout = Duration(value) ?? message.ExtendTimeout },
        _ when key.SequenceEqual("X_GUARDIAN_PROGRESS"u8) => message with { Progress = Whole(value) ?? message.Progress },
        _ when key.SequenceEqual("X_GUARDIAN_BUSY"u8) => message with { Busy = Switch(value) ?? message.Busy },
        _ when key.SequenceEqual("X_GUARDIAN_TASK"u8) => message with { Task = Text(value, MaxTaskLength) },
        _ => message,
    };

    private static bool IsOne(ReadOnlySpan<byte> value) => value.SequenceEqual("1"u8);

    private static bool? Switch(ReadOnlySpan<byte> value) => value switch
    {
        [(byte)'1'] => true,
        [(byte)'0'] => false,
        _ => null,
    };

    private static long? Whole(ReadOnlySpan<byte> value) =>
        Utf8Parser.TryParse(value, out long number, out int used) && used == value.Length && number >= 0 ? number : null;

    private static int? Number(ReadOnlySpan<byte> value, int least, int most) =>
        Whole(value) is { } number && number >= least && number <= most ? (int)number : null;

    private static TimeSpan? Duration(ReadOnlySpan<byte> value)
    {
        if (!Utf8Parser.TryParse(value, out ulong microseconds, out int used) || used != value.Length) { return null; }
        return microseconds > (ulong)MicrosecondsAtMost
            ? TimeSpan.MaxValue
            : TimeSpan.FromTicks((long)microseconds * TimeSpan.TicksPerMicrosecond);
    }

    private static string Text(ReadOnlySpan<byte> value, int atMost)
    {
        // The line is shown on terminals: control characters would let a worker write elsewhere on the screen.
        string text = Encoding.UTF8.GetString(value);
        if (text.Any(char.IsControl)) { text = string.Concat(text.Select(each => char.IsControl(each) ? ' ' : each)); }
        if (Encoding.UTF8.GetByteCount(text) <= atMost) { return text; }
        // The encoder stops between characters, not within one.
        Encoding.UTF8.GetEncoder().Convert(text, new byte[atMost], flush: false, out int fitting, out _, out _);
        return text[..fitting];
    }
}
