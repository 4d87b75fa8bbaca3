using Guardian.Hocon;

namespace Guardian.Workers;

/// <summary>Reads commands: program and arguments.</summary>
internal static class Commands
{
    /// <summary>Reads a command that must be there.</summary>
    /// <param name="at">Where it stands.</param>
    /// <param name="key">Its key.</param>
    /// <param name="problems">Collects what is wrong.</param>
    /// <returns>The command; empty when it is wrong.</returns>
    public static ValueArray<string> Read(HoconSection at, string key, ConfigProblems problems)
    {
        ValueArray<string> command = at.Texts(key);
        Check(command, at.Path(key), problems);
        return command;
    }

    /// <summary>Reads a command that may be left out.</summary>
    /// <param name="at">Where it stands.</param>
    /// <param name="key">Its key.</param>
    /// <param name="problems">Collects what is wrong.</param>
    /// <returns>The command, or null.</returns>
    public static ValueArray<string>? ReadOptional(HoconSection at, string key, ConfigProblems problems)
    {
        if (at.TextsOrNull(key) is not { } texts)
        {
            return null;
        }

        Check(texts, at.Path(key), problems);
        return texts;
    }

    private static void Check(ValueArray<string> command, string path, ConfigProblems problems)
    {
        problems.Require(!command.IsEmpty && command[0].Length > 0, path, command, "must name a program: [\"program\", \"argument\", ...]");
        problems.Require(
            !command.Any(part => part.Contains('\0', StringComparison.Ordinal)), path, command, "must not hold the NUL character");
    }
}
