using System.Buffers;

namespace Guardian.Hocon.Syntax;

/// <summary>Path expressions: <c>guardian.workers."a.b"</c>.</summary>
internal static class HoconPath
{
    private static readonly SearchValues<char> s_plain =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

    /// <summary>Splits a path given by a caller; the empty text is the root.</summary>
    /// <exception cref="HoconException">It is not a path expression.</exception>
    public static string[] Parse(string path) =>
        path.Length == 0 ? [] : new HoconReader(path, "(path)", HoconLimits.Default).ReadWholePath();

    /// <summary>The expression for a path, quoting the keys that need it.</summary>
    public static string Render(IEnumerable<string> path) => string.Join('.', path.Select(Render));

    public static string Render(string key) => key.Length > 0 && !key.AsSpan().ContainsAnyExcept(s_plain) ? key : JsonText.Quote(key);
}
