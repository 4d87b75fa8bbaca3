using System.Globalization;
using System.Runtime.Versioning;
using Guardian.Linux.Notify;
using Guardian.Linux.Processes;
using Guardian.Workers;

namespace Guardian.Linux.Guarding;

/// <summary>A file that names the main process of a floating instance, for the guard.</summary>
/// <param name="Main">The process.</param>
/// <param name="Launcher">Node process that launched it.</param>
/// <remarks>
/// Programs that show a title in ps do so by writing over their environment, and their marks with it. The slot writes the record as soon as the
/// process exists; one that is old names a process that exists no more, and does no harm.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed record FloatingRecord(ProcessIdentity Main, NodeProcess Launcher)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const int LongestText = 256;

    /// <summary>Directory of the records of a node.</summary>
    /// <param name="runDirectory">The node's <see cref="SlotSpec.RunDirectory"/>.</param>
    public static string DirectoryOf(string runDirectory) => Path.Combine(runDirectory, "floating");

    /// <summary>File of an instance's record.</summary>
    public static string FileOf(SlotSpec slot) => Path.Combine(DirectoryOf(slot.RunDirectory), NotifySocketPath.Escape(slot.Instance));

    /// <summary>Writes the record.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be written.</exception>
    public void Write(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!, OwnerOnly);
        File.WriteAllText(file, string.Create(CultureInfo.InvariantCulture, $"{Main.Pid} {Main.StartTicks} {Main.BootId} {Launcher}\n"));
    }

    /// <summary>The records of a node; what cannot be read is left out.</summary>
    /// <param name="directory">From <see cref="DirectoryOf"/>.</param>
    public static IReadOnlyList<FloatingRecord> ReadAll(string directory)
    {
        List<FloatingRecord> records = [];
        try
        {
            foreach (string file in Directory.EnumerateFiles(directory))
            {
                if (Read(file) is { } record) { records.Add(record); }
            }
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            // There is none yet.
        }

        return records;
    }

    private static FloatingRecord? Read(string file)
    {
        try
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            Span<byte> bytes = stackalloc byte[LongestText];
            string text = System.Text.Encoding.UTF8.GetString(bytes[..stream.ReadAtLeast(bytes, LongestText, throwOnEndOfStream: false)]);
            // Without its line end it is still being written.
            string[] parts = text.EndsWith('\n') ? text.TrimEnd('\n').Split(' ') : [];
            return parts.Length == 4
                && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
                && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long ticks)
                && parts[2] == ProcFiles.BootId
                && NodeProcess.Parse(parts[3]) is { } launcher
                ? new FloatingRecord(new ProcessIdentity(pid, ticks, parts[2]), launcher)
                : null;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null; // removed meanwhile
        }
    }
}
