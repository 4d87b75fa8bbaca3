namespace Guardian.Recovery;

/// <summary>A recovery action that a definition adds: a command with a name.</summary>
/// <param name="Name">Its name, see <see cref="IsName"/>.</param>
/// <param name="Command">Program and arguments.</param>
public sealed record NamedHook(string Name, ValueArray<string> Command)
{
    /// <summary>Name of the action: <c>hook:NAME</c>.</summary>
    public string Action => ActionNames.HookPrefix + Name;

    /// <summary>Whether a text can be the name of a hook.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>True for 1 to 40 lower-case letters, digits, <c>-</c> and <c>_</c>.</returns>
    public static bool IsName(string text) =>
        text.Length is > 0 and <= 40 && text.All(letter => letter is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '_');
}
