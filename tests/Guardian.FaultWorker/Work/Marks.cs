using System.Text;

namespace Guardian.FaultWorker.Work;

/// <summary>What a checker reads afterwards: one line per event, whole also when many processes write the same file.</summary>
internal sealed class Marks(string? file, TimeProvider time)
{
    private readonly int _file = file is null ? -1 : Native.OpenForAppending(file);

    /// <summary>Appends <c>WORD PID SUBJECT NANOSECONDS [MORE]</c>.</summary>
    public void Add(string word, string subject, string more = "")
    {
        if (_file < 0) { return; }
        // On Linux the timestamp is CLOCK_MONOTONIC in nanoseconds, one clock for all processes.
        string line = $"{word} {Environment.ProcessId} {subject} {time.GetTimestamp()}{(more.Length > 0 ? " " : "")}{more}\n";
        Native.Write(_file, Encoding.UTF8.GetBytes(line));
    }
}
