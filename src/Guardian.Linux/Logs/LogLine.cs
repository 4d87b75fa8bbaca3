using System.Text;

namespace Guardian.Linux.Logs;

/// <summary>How the bytes of a line become text.</summary>
internal static class LogLine
{
    /// <summary>Longest line handed on, in bytes; the rest of it is cut.</summary>
    public const int MaxLength = 8 * 1024;

    /// <summary>Decodes a line without its end; invalid UTF-8 is replaced.</summary>
    public static string Decode(ReadOnlySpan<byte> line)
    {
        if (line.Length > MaxLength) { line = line[..MaxLength]; }
        if (line is [.., (byte)'\r']) { line = line[..^1]; }
        return Encoding.UTF8.GetString(line);
    }
}
