using System.Text;

namespace Guardian.Learning;

/// <summary>Judges the level of an error by the words of its line or template.</summary>
/// <remarks>
/// Names in capitals and small letters are read as words (<c>ConnectionRefusedError</c> is "connection refused error"). The first rule that finds its
/// words decides, in this order: what the server lacks, what no retry cures, what may pass, what is part of normal work. So "cannot write the
/// configuration: no space left on device" is the server's trouble.
/// </remarks>
public static class ErrorClassifier
{
    /// <summary>Characters of a line that are looked at.</summary>
    private const int LongestText = 2000;

    private static readonly (ErrorLevel Level, string What, string[] Phrases)[] s_rules =
    [
        (ErrorLevel.System, "memory has run out", ["out of memory", "memory error", "cannot allocate memory", "oom kill", "oom killed", "oom killer", "heap space", "enomem", "bad alloc"]),
        (ErrorLevel.System, "the disk is full", ["no space left", "disk full", "disk is full", "disk quota exceeded", "enospc", "not enough space on the disk"]),
        (ErrorLevel.System, "a limit of the system is reached", ["too many open files", "emfile", "enfile", "resource temporarily unavailable", "cannot fork", "can t start new thread"]),
        (ErrorLevel.System, "a device fails", ["i o error", "input output error", "eio", "read only file system", "erofs", "stale file handle", "disk failure", "device not ready"]),
        (ErrorLevel.Fatal, "the configuration is wrong", ["configuration error", "config error", "invalid configuration", "invalid config", "missing configuration", "bad configuration", "misconfigured", "configuration file", "config file", "unknown option", "unrecognized option", "unrecognized arguments", "environment variable"]),
        (ErrorLevel.Fatal, "a part of the program is missing", ["module not found", "no module named", "cannot find module", "import error", "class not found", "no class def found", "could not load file or assembly", "type load exception", "shared libraries", "command not found", "no such method", "missing method"]),
        (ErrorLevel.Fatal, "permission is refused", ["permission denied", "access denied", "access is denied", "unauthorized access", "operation not permitted", "eacces", "eperm", "permission error", "authentication failed", "invalid credentials", "password authentication failed"]),
        (ErrorLevel.Fatal, "the program has a mistake", ["syntax error", "indentation error", "type error", "name error", "attribute error", "reference error", "null reference", "null pointer", "index out of", "index error", "unbound local error", "assertion failed", "assertion error", "not implemented", "invalid cast", "class cast", "undefined method", "is not a function", "is not defined", "segmentation fault", "stack overflow", "panic"]),
        (ErrorLevel.Fatal, "its address is taken", ["address already in use", "eaddrinuse"]),
        (ErrorLevel.Recoverable, "something took too long", ["timeout", "timed out", "time out", "deadline exceeded", "etimedout", "took too long"]),
        (ErrorLevel.Recoverable, "a connection failed", ["connection refused", "connection reset", "connection aborted", "connection closed", "connection lost", "connection error", "could not connect", "cannot connect", "failed to connect", "unable to connect", "broken pipe", "econnrefused", "econnreset", "epipe", "network is unreachable", "no route to host", "host is unreachable", "name resolution", "name or service not known", "socket hang up", "unexpected eof"]),
        (ErrorLevel.Recoverable, "another part is busy or away", ["temporarily unavailable", "service unavailable", "too many requests", "rate limit", "bad gateway", "gateway timeout", "try again", "server is busy", "overloaded", "deadlock", "lock wait", "database is locked", "could not serialize", "interrupted", "throttled", "retry"]),
        (ErrorLevel.Expected, "something asked for is not there", ["not found", "no such file", "does not exist", "file not found", "key error", "no such element", "unknown user", "no rows", "enoent"]),
        (ErrorLevel.Expected, "something is there already", ["already exists", "duplicate", "unique constraint", "conflict", "eexist"]),
        (ErrorLevel.Expected, "the input is not valid", ["validation", "invalid", "value error", "bad request", "malformed", "cannot parse", "could not parse", "parse error", "decode error", "format exception", "argument exception", "out of range", "rejected", "unsupported"]),
    ];

    /// <summary>Judges one error.</summary>
    /// <param name="text">An error line, a template, or type and message of an exception.</param>
    /// <returns>Level and reason; an error that no rule knows is recoverable, since trying again does the least harm.</returns>
    public static ErrorVerdict Classify(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string words = Words(text);
        foreach ((ErrorLevel level, string what, string[] phrases) in s_rules)
        {
            foreach (string phrase in phrases)
            {
                if (Has(words, phrase))
                {
                    return new ErrorVerdict(level, $"{what} (\"{phrase}\")");
                }
            }
        }

        return new ErrorVerdict(ErrorLevel.Recoverable, "no rule knows this error; trying again does the least harm");
    }

    private static bool Has(string words, string phrase)
    {
        for (int at = words.IndexOf(phrase, StringComparison.Ordinal); at >= 0; at = words.IndexOf(phrase, at + 1, StringComparison.Ordinal))
        {
            // At least one blank stands before and after all words.
            if (words[at - 1] == ' ' && words[at + phrase.Length] == ' ')
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Small letters, words apart by one blank, one blank at each end.</summary>
    private static string Words(string text)
    {
        StringBuilder words = new(" ");
        for (int at = 0; at < text.Length && at < LongestText; at++)
        {
            char c = text[at];
            if (!char.IsLetterOrDigit(c))
            {
                Part(words);
                continue;
            }

            bool beginsWord = char.IsUpper(c) && at > 0
                && (char.IsLower(text[at - 1]) || (char.IsUpper(text[at - 1]) && at + 1 < text.Length && char.IsLower(text[at + 1])));
            if (beginsWord)
            {
                Part(words);
            }

            words.Append(char.ToLowerInvariant(c));
        }

        Part(words);
        return words.ToString();
    }

    private static void Part(StringBuilder words)
    {
        if (words[^1] != ' ')
        {
            words.Append(' ');
        }
    }
}
