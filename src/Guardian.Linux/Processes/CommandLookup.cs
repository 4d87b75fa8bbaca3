using System.Text;
using Guardian.Linux.Interop;
using Guardian.Workers;
using static Guardian.Linux.Interop.Constants;

namespace Guardian.Linux.Processes;

/// <summary>Finds the program a command names, as execvp(3) would, and says exactly why it cannot be run.</summary>
internal static class CommandLookup
{
    private const int InterpreterLineSize = 256; // BINPRM_BUF_SIZE: the kernel reads no further either

    /// <summary>Resolves a command name to the absolute path of an executable file.</summary>
    /// <param name="command">A path, relative to <paramref name="directory"/> when not absolute, or a bare name.</param>
    /// <param name="directory">Working directory of the process.</param>
    /// <param name="path">Value of <c>PATH</c> in the process's environment, or null.</param>
    /// <returns>The absolute path.</returns>
    /// <exception cref="LaunchException">Not found or not executable.</exception>
    public static string Resolve(string command, string directory, string? path)
    {
        if (command.Length == 0) { throw new LaunchException(LaunchProblem.CommandNotFound, "the command is empty"); }
        if (command.Contains('/', StringComparison.Ordinal))
        {
            string full = Path.Combine(directory, command);
            return Check(full) is { } problem ? throw problem : full;
        }

        if (string.IsNullOrEmpty(path))
        {
            throw new LaunchException(LaunchProblem.CommandNotFound, $"command '{command}' not found: PATH is not set in its environment");
        }

        LaunchException? nearest = null;
        foreach (string place in path.Split(':'))
        {
            // An empty entry of PATH means the working directory (POSIX).
            string full = Path.Combine(directory, place, command);
            LaunchException? problem = Check(full);
            if (problem is null) { return full; }
            if (problem.Problem == LaunchProblem.NotExecutable) { nearest ??= problem; }
        }

        throw nearest ?? new LaunchException(LaunchProblem.CommandNotFound, $"command '{command}' not found in PATH '{path}'");
    }

    /// <summary>Why a file cannot be executed.</summary>
    /// <returns>Null when there is no reason to doubt it.</returns>
    public static unsafe LaunchException? Check(string file)
    {
        FileFacts facts;
        int found;
        using (NativeStrings native = NativeStrings.From([file]))
        {
            found = Libc.Statx(AT_FDCWD, native.Pointer[0], 0, STATX_BASIC_STATS, &facts);
        }

        if (found != 0)
        {
            int error = Errno.Last;
            return error is ENOENT or ENOTDIR
                ? new LaunchException(LaunchProblem.CommandNotFound, $"command '{file}' does not exist")
                : new LaunchException(LaunchProblem.NotExecutable, $"command '{file}' cannot be reached: {Errno.Describe(error)}");
        }

        if (!facts.IsRegular)
        {
            string kind = facts.IsDirectory ? "a directory" : "not a regular file";
            return new LaunchException(LaunchProblem.NotExecutable, $"command '{file}' is {kind}");
        }

        return Libc.Access(file, X_OK) == 0
            ? null
            : new LaunchException(LaunchProblem.NotExecutable, $"command '{file}' may not be executed: {Errno.Describe(Errno.Last)}");
    }

    /// <summary>Looks into a file for what makes exec fail although it is there and executable: no known format, no interpreter.</summary>
    /// <param name="file">Absolute path.</param>
    /// <returns>The problem, or null when none is seen (also when the file may be executed but not read).</returns>
    public static LaunchException? CheckFormat(string file)
    {
        Span<byte> start = stackalloc byte[InterpreterLineSize];
        try
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
            start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        if (start.StartsWith("\u007fELF"u8)) { return null; }
        if (!start.StartsWith("#!"u8))
        {
            return new LaunchException(
                LaunchProblem.NotExecutable, $"command '{file}' has no known format: it is no program and its first line does not begin with #!");
        }

        int lineEnd = start.IndexOf((byte)'\n');
        string line = Encoding.UTF8.GetString(lineEnd < 0 ? start[2..] : start[2..lineEnd]).Trim(' ', '\t');
        string interpreter = line.Split([' ', '\t'], 2)[0].TrimEnd('\0');
        return interpreter.Length > 0 && File.Exists(interpreter)
            ? null
            : new LaunchException(LaunchProblem.NotExecutable, $"command '{file}' names an interpreter that does not exist: '{interpreter}'");
    }
}
