using System.Globalization;
using Guardian.Health;
using Guardian.Linux.Interop;

namespace Guardian.Linux.Processes;

/// <summary>Reads the server's figures from <c>/proc</c> and the file system.</summary>
public sealed class LinuxHostSampler : IHostSampler
{
    private readonly string _proc;

    /// <summary>Reads the running system's figures.</summary>
    public LinuxHostSampler()
        : this("/proc")
    {
    }

    /// <summary>Reads figures from files that look like those of <c>/proc</c>.</summary>
    internal LinuxHostSampler(string proc) => _proc = proc;

    /// <inheritdoc/>
    public HostSample Sample(string directory)
    {
        (TimeSpan? busy, TimeSpan? total) = ReadCpu();
        (long? memory, long? available) = ReadMemory();
        (long? disk, long? free) = ReadDisk(directory);
        return new HostSample(Environment.ProcessorCount, busy, total, memory, available, ReadLoad(), disk, free);
    }

    private (TimeSpan? Busy, TimeSpan? Total) ReadCpu()
    {
        // cpu user nice system idle iowait irq softirq steal guest guest_nice; guest time is counted in user already.
        string[]? fields = FirstLine("stat")?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields is not ["cpu", ..] || fields.Length < 9) { return (null, null); }
        long[] ticks = [.. fields.Skip(1).Take(8).Select(field => long.TryParse(field, CultureInfo.InvariantCulture, out long value) ? value : 0)];
        long perTick = TimeSpan.TicksPerSecond / Libc.SystemConfiguration(Constants._SC_CLK_TCK);
        long total = ticks.Sum();
        long idle = ticks[3] + ticks[4];
        return (TimeSpan.FromTicks((total - idle) * perTick), TimeSpan.FromTicks(total * perTick));
    }

    private (long? Total, long? Available) ReadMemory()
    {
        string? text = Text("meminfo");
        return (Kilobytes(text, "MemTotal:"), Kilobytes(text, "MemAvailable:"));
    }

    private double? ReadLoad() =>
        double.TryParse(FirstLine("loadavg")?.Split(' ')[0], CultureInfo.InvariantCulture, out double load) ? load : null;

    private static (long? Total, long? Free) ReadDisk(string directory)
    {
        try
        {
            DriveInfo drive = new(directory);
            return (drive.TotalSize, drive.AvailableFreeSpace);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return (null, null);
        }
    }

    private static long? Kilobytes(string? text, string name)
    {
        int at = text?.IndexOf(name, StringComparison.Ordinal) ?? -1;
        if (at < 0) { return null; }
        string number = text![(at + name.Length)..].TrimStart().Split(' ', 2)[0];
        return long.TryParse(number, CultureInfo.InvariantCulture, out long kilobytes) ? kilobytes * 1024 : null;
    }

    private string? FirstLine(string file) => Text(file)?.Split('\n', 2)[0];

    private string? Text(string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(_proc, file));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
