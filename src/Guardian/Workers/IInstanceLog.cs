namespace Guardian.Workers;

/// <summary>One instance's log file: written by the worker itself, followed and rotated by the node.</summary>
public interface IInstanceLog
{
    /// <summary>Path of the current file.</summary>
    string Path { get; }

    /// <summary>
    /// Position followed to, counted over all the log's life, so that rotation does not change it; kept in the store so that a restarted
    /// node goes on where it was.
    /// </summary>
    long Offset { get; set; }

    /// <summary>Reads complete new lines since <see cref="Offset"/> and moves it.</summary>
    /// <param name="line">Called for each line, without its end; invalid UTF-8 is replaced, lines over 8 KiB are cut.</param>
    /// <param name="maxBytes">Most bytes to read in this call; when more is waiting, the oldest is skipped so that a flood costs a bounded time.</param>
    /// <returns>Bytes skipped over.</returns>
    long ReadNew(Action<string> line, int maxBytes);

    /// <summary>The last lines of the log, reaching back into the current file only.</summary>
    /// <param name="count">How many at most.</param>
    /// <returns>Oldest first; empty when there is no file.</returns>
    IReadOnlyList<string> Tail(int count);

    /// <summary>Rotates the file when it is over its size, compresses, and deletes archives over count or age.</summary>
    /// <param name="now">Wall time, for names and ages of archives.</param>
    /// <param name="stop">Ends the work early; nothing is lost then.</param>
    /// <returns>What was done, or null when nothing was due. Must not run twice at a time for one log.</returns>
    Task<LogRotation?> RotateIfDueAsync(DateTimeOffset now, CancellationToken stop);
}
