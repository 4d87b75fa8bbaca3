using Guardian.Hocon;

namespace Guardian.Alerts;

/// <summary>A text that must not be shown, or the place it is to be taken from. Prints the place, never the text.</summary>
/// <remarks>HOCON: <c>KEY</c> (the text), <c>KEY-env</c> (name of an environment variable) or <c>KEY-file</c> (path of a file; one line
/// end at its end does not count). At most one of the three.</remarks>
public sealed record SecretText
{
    private readonly string? _text;
    private readonly string? _variable;
    private readonly string? _file;

    private SecretText(string? text, string? variable, string? file) => (_text, _variable, _file) = (text, variable, file);

    /// <summary>A secret that is written out.</summary>
    /// <param name="text">The secret.</param>
    /// <returns>The secret, wrapped.</returns>
    public static SecretText Of(string text) => new(text, null, null);

    /// <summary>A secret in an environment variable.</summary>
    /// <param name="name">The variable.</param>
    /// <returns>The secret, wrapped.</returns>
    public static SecretText FromVariable(string name) => new(null, name, null);

    /// <summary>A secret in a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The secret, wrapped.</returns>
    public static SecretText FromFile(string path) => new(null, null, path);

    /// <summary>The secret itself, read where it lies now.</summary>
    /// <param name="variable">Gives an environment variable, or null.</param>
    /// <param name="read">Gives a file's text.</param>
    /// <returns>The secret, or null when its variable is not set or empty.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public string? Reveal(Func<string, string?> variable, Func<string, string> read)
    {
        string? text = _variable is not null ? variable(_variable) : _file is not null ? read(_file).TrimEnd('\r', '\n') : _text;
        return string.IsNullOrEmpty(text) ? null : text;
    }

    /// <summary>Where it comes from.</summary>
    /// <returns>For example <c>(environment variable SLACK_URL)</c>; <c>(hidden)</c> for one that is written out.</returns>
    public override string ToString() =>
        _variable is not null ? $"(environment variable {_variable})" : _file is not null ? $"(file {_file})" : "(hidden)";

    /// <summary>Reads a secret, or null where none of its keys is there.</summary>
    internal static SecretText? ReadOrNull(HoconSection at, string key, ConfigProblems problems)
    {
        string? text = at.TextOrNull(key);
        string? variable = at.TextOrNull($"{key}-env");
        string? file = at.TextOrNull($"{key}-file");
        if (new[] { text, variable, file }.Count(given => given is not null) > 1)
        {
            problems.Add(at.Path(key), null, $"must be given once: as {key}, {key}-env or {key}-file");
        }

        // The value itself is never part of a problem.
        foreach ((string each, string? given) in new[] { (key, text), ($"{key}-env", variable), ($"{key}-file", file) })
        {
            problems.Require(given is not "", at.Path(each), null, "must not be empty");
        }

        return (text, variable, file) is (null, null, null) ? null : new SecretText(text, variable, file);
    }

    internal static SecretText Read(HoconSection at, string key, ConfigProblems problems)
    {
        if (ReadOrNull(at, key, problems) is { } secret)
        {
            return secret;
        }

        problems.Add(at.FullPath, null, $"must have {key}, {key}-env or {key}-file");
        return Of(string.Empty);
    }
}
