using System.Collections.Immutable;

namespace Guardian.Sages;

/// <summary>Tells from the words of error lines what they speak of.</summary>
/// <remarks>Phrases of the C library, Python, Node.js, .NET, Java and common databases; compared without regard to case.</remarks>
public static class ErrorNatures
{
    // In order: a line is of the first nature whose phrase it holds. The narrow ones come first.
    private static readonly ImmutableArray<(ErrorNature Nature, string[] Phrases)> s_phrases =
    [
        (ErrorNature.DiskFull, ["no space left", "enospc", "disk quota exceeded", "disk full", "database or disk is full", "not enough space"]),
        (ErrorNature.Missing,
        [
            "modulenotfounderror", "importerror", "no module named", "cannot find module", "classnotfoundexception", "noclassdeffounderror",
            "could not load file or assembly", "error while loading shared libraries", "command not found", "no such file or directory",
        ]),
        (ErrorNature.Permission, ["permission denied", "eacces", "eperm", "operation not permitted", "access is denied", "unauthorizedaccess"]),
        (ErrorNature.Memory, ["memoryerror", "out of memory", "outofmemory", "cannot allocate memory", "enomem", "heap limit"]),
        (ErrorNature.InUse, ["address already in use", "eaddrinuse", "database is locked", "resource temporarily unavailable"]),
        (ErrorNature.Connection,
        [
            "connection refused", "econnrefused", "connection reset", "econnreset", "connection aborted", "connection closed", "broken pipe", "epipe",
            "connection timed out", "etimedout", "could not connect", "cannot connect", "failed to connect", "unable to connect",
            "lost connection", "connection lost", "network is unreachable", "host is unreachable", "no route to host",
            "name or service not known", "temporary failure in name resolution", "server closed the connection", "connectionerror", "socket hang up",
        ]),
        (ErrorNature.Configuration,
        [
            "invalid configuration", "configuration error", "config error", "missing configuration", "configurationerror", "unknown option",
            "missing required", "is not set", "invalid option", "bad configuration",
        ]),
    ];

    /// <summary>The nature of one line.</summary>
    /// <param name="line">As written in the log.</param>
    /// <returns>Unknown when no phrase is found.</returns>
    public static ErrorNature Of(string line)
    {
        foreach ((ErrorNature nature, string[] phrases) in s_phrases)
        {
            if (phrases.Any(phrase => line.Contains(phrase, StringComparison.OrdinalIgnoreCase)))
            {
                return nature;
            }
        }

        return ErrorNature.Unknown;
    }

    /// <summary>The nature that most lines have, and the last line of that nature.</summary>
    /// <param name="lines">Oldest first.</param>
    /// <returns>Unknown and null when no line is recognised; among equals, the one seen last.</returns>
    public static (ErrorNature Nature, string? Line) OfMost(ImmutableArray<string> lines)
    {
        (ErrorNature Nature, string Line, int At)[] known =
        [
            .. lines.Select((line, at) => (Of(line), line, at)).Where(found => found.Item1 is not ErrorNature.Unknown),
        ];
        return known.GroupBy(found => found.Nature).OrderByDescending(group => group.Count()).ThenByDescending(group => group.Max(found => found.At))
            .Select(group => (group.Key, (string?)group.Last().Line)).FirstOrDefault((ErrorNature.Unknown, null));
    }

    /// <summary>Whether a new start meets the same wall: only something outside the process can change it.</summary>
    /// <param name="nature">The nature.</param>
    /// <returns>True for space, rights, configuration and missing parts.</returns>
    public static bool OutlivesRestart(ErrorNature nature) =>
        nature is ErrorNature.DiskFull or ErrorNature.Permission or ErrorNature.Configuration or ErrorNature.Missing;

    /// <summary>The nature in words.</summary>
    /// <param name="nature">The nature.</param>
    /// <returns>For example <c>a full disk</c>.</returns>
    public static string Words(ErrorNature nature) => nature switch
    {
        ErrorNature.Connection => "a failed connection",
        ErrorNature.DiskFull => "a full disk",
        ErrorNature.Permission => "a missing permission",
        ErrorNature.Configuration => "a wrong configuration",
        ErrorNature.Missing => "a missing module or file",
        ErrorNature.Memory => "a lack of memory",
        ErrorNature.InUse => "an address or lock in use",
        _ => "nothing that is recognised",
    };
}
