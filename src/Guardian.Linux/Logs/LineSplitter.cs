namespace Guardian.Linux.Logs;

/// <summary>Cuts a window of a log into lines.</summary>
internal static class LineSplitter
{
    /// <summary>Finds the complete lines, and a line that is too long to wait for its end.</summary>
    /// <param name="window">Bytes of the log.</param>
    /// <param name="skipsToLineEnd">Whether the window begins inside a line that is not wanted; in return, whether the next window does.</param>
    /// <param name="isFull">The window is as large as windows get, so waiting for more of it would be in vain.</param>
    /// <param name="lines">Receives the lines, without their ends.</param>
    /// <returns>Bytes dropped at the beginning, and bytes done with altogether.</returns>
    public static (int Dropped, int Used) Split(ReadOnlySpan<byte> window, ref bool skipsToLineEnd, bool isFull, List<string> lines)
    {
        int dropped = 0;
        if (skipsToLineEnd)
        {
            int end = window.IndexOf((byte)'\n');
            if (end < 0) { return (window.Length, window.Length); }
            dropped = end + 1;
            skipsToLineEnd = false;
        }

        int at = dropped;
        while (window[at..].IndexOf((byte)'\n') is >= 0 and int length)
        {
            lines.Add(LogLine.Decode(window.Slice(at, length)));
            at += length + 1;
        }

        int rest = window.Length - at;
        if (rest >= LogLine.MaxLength || (isFull && rest == window.Length && rest > 0))
        {
            lines.Add(LogLine.Decode(window[at..]));
            at = window.Length;
            skipsToLineEnd = true;
        }

        return (dropped, at);
    }
}
