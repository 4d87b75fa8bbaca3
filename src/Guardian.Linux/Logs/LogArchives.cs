using System.Globalization;
using Guardian.Workers;

namespace Guardian.Linux.Logs;

/// <summary>The archives of one log: <c>FILE-20261120T021500Z.gz</c> (or without <c>.gz</c>) beside it; names sort by age.</summary>
internal static class LogArchives
{
    private const string StampFormat = "yyyyMMdd'T'HHmmss'Z'";
    private const int StampLength = 16;
    private const string Compressed = ".gz";

    /// <summary>End of the name of an archive that is still being written.</summary>
    public const string Unfinished = ".tmp";

    /// <summary>One archive.</summary>
    /// <param name="Path">Absolute path.</param>
    /// <param name="Stamp">When it was written, by its name.</param>
    public sealed record Archive(string Path, DateTimeOffset Stamp);

    /// <summary>The archives of a log, oldest first.</summary>
    public static IReadOnlyList<Archive> List(string log)
    {
        string directory = Path.GetDirectoryName(log)!;
        if (!Directory.Exists(directory)) { return []; }
        string prefix = Path.GetFileName(log) + "-";
        List<Archive> archives = [];
        foreach (string path in Directory.EnumerateFiles(directory, prefix + "*"))
        {
            ReadOnlySpan<char> rest = Path.GetFileName(path.AsSpan())[prefix.Length..];
            if (rest.Length < StampLength || (rest.Length > StampLength && !rest[StampLength..].SequenceEqual(Compressed))) { continue; }
            if (DateTimeOffset.TryParseExact(
                rest[..StampLength], StampFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset stamp))
            {
                archives.Add(new Archive(path, stamp));
            }
        }

        archives.Sort(static (left, right) => left.Stamp.CompareTo(right.Stamp));
        return archives;
    }

    /// <summary>Name of the next archive: later than every other, even when the clock went back or two are made in one second.</summary>
    public static string NextPath(string log, IReadOnlyList<Archive> existing, DateTimeOffset now, bool compress)
    {
        DateTimeOffset stamp = now.ToUniversalTime();
        if (existing.Count > 0 && stamp < existing[^1].Stamp.AddSeconds(1)) { stamp = existing[^1].Stamp.AddSeconds(1); }
        return log + "-" + stamp.ToString(StampFormat, CultureInfo.InvariantCulture) + (compress ? Compressed : "");
    }

    /// <summary>Which archives are to be deleted: those over the count, oldest first, and those over the age.</summary>
    public static IReadOnlyList<Archive> Expired(IReadOnlyList<Archive> archives, LogRotationOptions options, DateTimeOffset now)
    {
        int over = Math.Max(0, archives.Count - options.Keep);
        return [.. archives.Where((archive, index) => index < over || now - archive.Stamp > options.MaxAge)];
    }

    /// <summary>Whether a path is that of a compressed archive.</summary>
    public static bool IsCompressed(string path) => path.EndsWith(Compressed, StringComparison.Ordinal);
}
