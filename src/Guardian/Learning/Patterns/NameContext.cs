namespace Guardian.Learning.Patterns;

/// <summary>Remembers whether the words so far announce somebody's name: "for user NAME", "invalid account NAME".</summary>
/// <param name="ExpectsName">The next word is a name.</param>
/// <param name="Introduces">The last word can stand before "user" when a name follows.</param>
/// <remarks>"user" alone is not enough: in "closed by user request" it is no more than a word.</remarks>
internal readonly record struct NameContext(bool ExpectsName, bool Introduces)
{
    private static readonly string[] s_kinds = ["user", "username", "account", "principal", "login"];
    private static readonly string[] s_introductions = ["for", "by", "of", "as", "to", "invalid", "illegal", "unknown", "such", "locked", "disabled"];

    /// <summary>The context after one more word.</summary>
    /// <param name="word">The word.</param>
    /// <returns>The new context.</returns>
    public NameContext After(ReadOnlySpan<char> word) => new(Introduces && IsOneOf(word, s_kinds), IsOneOf(word, s_introductions));

    private static bool IsOneOf(ReadOnlySpan<char> word, string[] words)
    {
        if (word.Length is < 2 or > 9)
        {
            return false;
        }

        foreach (string one in words)
        {
            if (word.Equals(one, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
