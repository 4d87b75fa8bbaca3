namespace Guardian.Chaos.Fleet;

/// <summary>One line that a worker has written about itself.</summary>
/// <param name="Word">begin, end, start, done, resumed, dropped, fault, cured.</param>
/// <param name="Pid">The process.</param>
/// <param name="Subject">Instance, task or kind of fault.</param>
/// <param name="At">Monotonic clock.</param>
/// <param name="More">How it was cured.</param>
/// <param name="Instance">Which instance the process is; empty when that is not known.</param>
internal sealed record Mark(string Word, int Pid, string Subject, long At, string More, string Instance);
