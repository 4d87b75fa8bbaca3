using System.Collections.Immutable;

namespace Guardian.Shell.Interactive;

/// <summary>Lines of earlier shells, kept in a file only its owner can read.</summary>
/// <remarks>Several shells may use it at once: a line is appended in one write; only a file grown past its bound is written anew.</remarks>
internal sealed class HistoryFile(string path)
{
    /// <summary>Most lines kept.</summary>
    public const int MostLines = 1000;

    /// <summary>Where the file is by the XDG base directory rules, or null when there is no home directory.</summary>
    public static string? DefaultPath(Func<string, string?> variable)
    {
        string? state = variable("XDG_STATE_HOME"), home = variable("HOME");
        string? folder = !string.IsNullOrEmpty(state) && Path.IsPathRooted(state) ? state
            : string.IsNullOrEmpty(home) ? null
            : Path.Combine(home, ".local", "state");
        return folder is null ? null : Path.Combine(folder, "guardian", "pbm_history");
    }

    /// <summary>The lines, oldest first; none when the file cannot be read.</summary>
    public ImmutableArray<string> Load()
    {
        try
        {
            string[] lines = File.Exists(path) ? File.ReadAllLines(path) : [];
            if (lines.Length > 2 * MostLines)
            {
                Rewrite(lines[^MostLines..]);
            }

            return [.. lines.TakeLast(MostLines)];
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // History is a comfort; a shell without it is better than none.
            return [];
        }
    }

    /// <summary>The history after a line was entered. One that repeats the last, or begins with a blank, is not kept.</summary>
    public static ImmutableArray<string> Add(ImmutableArray<string> history, string line) =>
        string.IsNullOrWhiteSpace(line) || char.IsWhiteSpace(line[0]) || (history.Length > 0 && history[^1] == line)
            ? history
            : [.. history.TakeLast(MostLines - 1), line];

    /// <summary>Appends a line.</summary>
    /// <returns>Whether it was written.</returns>
    public bool Append(string line)
    {
        try
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } folder && !Directory.Exists(folder))
            {
                _ = OperatingSystem.IsWindows()
                    ? Directory.CreateDirectory(folder)
                    : Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            using FileStream file = Open(path, FileMode.Append);
            file.Write(System.Text.Encoding.UTF8.GetBytes(line.ReplaceLineEndings(" ") + "\n"));
            return true;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // A read-only home: the shell works without.
            return false;
        }
    }

    private void Rewrite(string[] lines)
    {
        string next = $"{path}.{Environment.ProcessId}";
        using (FileStream file = Open(next, FileMode.Create))
        {
            file.Write(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
        }

        File.Move(next, path, overwrite: true);
    }

    private static FileStream Open(string path, FileMode mode)
    {
        FileStreamOptions options = new() { Mode = mode, Access = FileAccess.Write, Share = FileShare.ReadWrite, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }
}
