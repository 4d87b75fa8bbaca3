using System.Text;

namespace Guardian.Persistence.Sql;

/// <summary>Turns "starts with" into a range of names, which an index answers and in which no character is a wildcard.</summary>
internal static class PrefixRange
{
    /// <summary>The least text greater than every text that starts with the prefix, in order of code points.</summary>
    /// <returns>Null when there is none: the prefix is empty or consists of the last code point only.</returns>
    internal static string? After(string prefix)
    {
        Rune[] runes = [.. prefix.EnumerateRunes()];
        for (int last = runes.Length - 1; last >= 0; last--)
        {
            if (runes[last].Value == 0x10FFFF)
            {
                continue; // nothing comes after it, so the one before it has to move
            }

            // The code points of surrogates are no characters: after D7FF comes E000.
            Rune next = runes[last].Value == 0xD7FF ? new Rune(0xE000) : new Rune(runes[last].Value + 1);
            return string.Concat(runes[..last].Append(next).Select(rune => rune.ToString()));
        }

        return null;
    }
}
