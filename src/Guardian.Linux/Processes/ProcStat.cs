using System.Buffers.Text;

namespace Guardian.Linux.Processes;

/// <summary>What Guardian uses of <c>/proc/PID/stat</c> (proc(5)); times are in clock ticks, memory in pages.</summary>
internal readonly record struct ProcStat(
    int Pid,
    char State,
    int Parent,
    int Group,
    int Session,
    long UserTicks,
    long SystemTicks,
    int Threads,
    long StartTicks,
    long ResidentPages,
    int WaitStatus,
    long EnvironmentStart,
    long EnvironmentEnd)
{
    private const int LastField = 52;

    /// <summary>
    /// In the middle of exec, when the old environment is gone and the new one not yet there. (A kernel thread looks the same, and so does every
    /// process that this one may not trace.)
    /// </summary>
    public bool HasNoEnvironment => EnvironmentEnd == 0;

    /// <summary>Dead already: a zombie, or on its way out of the table.</summary>
    public bool IsDead => State is 'Z' or 'X' or 'x';

    /// <summary>Parses one line; the command name may hold any byte, so fields are counted from its last parenthesis.</summary>
    /// <param name="line">The file's content.</param>
    /// <param name="stat">The fields.</param>
    /// <returns>False when the text is not a stat line.</returns>
    public static bool TryParse(ReadOnlySpan<byte> line, out ProcStat stat)
    {
        stat = default;
        int nameEnd = line.LastIndexOf((byte)')');
        if (nameEnd < 0 || nameEnd + 2 >= line.Length || !Utf8Parser.TryParse(line, out int pid, out _)) { return false; }

        ReadOnlySpan<byte> rest = line[(nameEnd + 2)..];
        char state = (char)rest[0];
        Span<long> fields = stackalloc long[LastField + 1];
        int field = 3;
        while (field < LastField)
        {
            int space = rest.IndexOf((byte)' ');
            if (space < 0) { break; }
            rest = rest[(space + 1)..];
            field++;
            // Unsigned 64-bit fields (signal masks, addresses) that do not fit are of no use here and stay 0.
            fields[field] = Utf8Parser.TryParse(rest, out long value, out _) ? value : 0;
        }

        if (field < 24) { return false; }
        stat = new ProcStat(
            pid, state, (int)fields[4], (int)fields[5], (int)fields[6], fields[14], fields[15], (int)fields[20], fields[22], fields[24],
            (int)fields[52], fields[50], fields[51]);
        return true;
    }
}
