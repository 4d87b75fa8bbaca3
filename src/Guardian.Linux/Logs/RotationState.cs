using System.Globalization;
using System.Text;

namespace Guardian.Linux.Logs;

/// <summary>What a log's rotation must remember over a crash of the node, in <c>FILE.rotation</c> beside it.</summary>
/// <param name="Base">Bytes rotated out of the file so far, without those of <paramref name="Pending"/>.</param>
/// <param name="Pending">An archive whose bytes may or may not have been taken out of the file yet.</param>
internal sealed record RotationState(long Base, PendingArchive? Pending)
{
    /// <summary>A log that was never rotated.</summary>
    public static RotationState None { get; } = new(0, null);

    /// <summary>File that the state of a log is in.</summary>
    public static string PathOf(string log) => log + ".rotation";

    /// <summary>Reads the state; one that is missing or unreadable is that of a log never rotated.</summary>
    public static RotationState Load(string log)
    {
        string path = PathOf(log);
        if (!File.Exists(path)) { return None; }
        Dictionary<string, string> values = [];
        foreach (string line in File.ReadAllLines(path))
        {
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0) { values[line[..equals]] = line[(equals + 1)..]; }
        }

        PendingArchive? pending = values.TryGetValue("archive", out string? archive)
            ? new PendingArchive(archive, Number(values, "length"), (int)Number(values, "tail-length"), values.GetValueOrDefault("tail-hash", ""))
            : null;
        return new RotationState(Number(values, "base"), pending);
    }

    /// <summary>Writes the state so that a crash leaves either the old or the new one.</summary>
    public void Save(string log)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"base={Base}\n");
        if (Pending is { } pending)
        {
            text.Append(CultureInfo.InvariantCulture, $"archive={pending.Archive}\nlength={pending.Length}\n");
            text.Append(CultureInfo.InvariantCulture, $"tail-length={pending.TailLength}\ntail-hash={pending.TailHash}\n");
        }

        string temporary = PathOf(log) + LogArchives.Unfinished;
        using (FileStream stream = new(temporary, FileMode.Create, FileAccess.Write))
        {
            stream.Write(Encoding.UTF8.GetBytes(text.ToString()));
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, PathOf(log), overwrite: true);
    }

    private static long Number(Dictionary<string, string> values, string name) =>
        values.TryGetValue(name, out string? text) && long.TryParse(text, CultureInfo.InvariantCulture, out long number) && number >= 0 ? number : 0;
}

