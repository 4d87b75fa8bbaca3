namespace Guardian.Workers;

/// <summary>Finds the file that a command names, as the kernel and the path variable would.</summary>
public abstract record CommandSearch
{
    private const string PathWithoutVariable = "/usr/local/bin:/usr/bin:/bin";

    private CommandSearch() { }

    /// <summary>There it is.</summary>
    /// <param name="Path">Absolute path of the file.</param>
    public sealed record Found(string Path) : CommandSearch;

    /// <summary>There is a file, but it may not be executed.</summary>
    /// <param name="Path">Absolute path of the file.</param>
    public sealed record NotExecutable(string Path) : CommandSearch;

    /// <summary>There is no such file.</summary>
    public sealed record NotFound : CommandSearch;

    /// <summary>Looks for the program of a command.</summary>
    /// <param name="program">First entry of the command: a path when it holds a slash, otherwise a name.</param>
    /// <param name="directory">Working directory, which a relative path starts from.</param>
    /// <param name="path">Value of <c>PATH</c>, or null where there is none.</param>
    /// <param name="probe">Asks the server.</param>
    /// <returns>The first executable file of that name; else the first file of that name; else nothing.</returns>
    public static CommandSearch For(string program, string directory, string? path, IDefinitionProbe probe)
    {
        string[] candidates = program.Contains('/', StringComparison.Ordinal)
            ? [Path.GetFullPath(program, directory)]
            : [.. (path ?? PathWithoutVariable).Split(':', StringSplitOptions.RemoveEmptyEntries)
                .Select(entry => Path.Combine(Path.GetFullPath(entry, directory), program))];
        string[] files = [.. candidates.Where(probe.FileExists)];
        return Array.Find(files, probe.IsExecutable) is { } executable ? new Found(executable)
            : files is [{ } first, ..] ? new NotExecutable(first)
            : new NotFound();
    }
}
