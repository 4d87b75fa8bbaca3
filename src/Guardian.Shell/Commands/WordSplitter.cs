using System.Collections.Immutable;
using System.Text;

namespace Guardian.Shell.Commands;

/// <summary>Splits a line of the shell into words.</summary>
/// <remarks>
/// The rules of a POSIX shell without expansions: single quotes keep everything; double quotes keep everything but a backslash
/// before a double quote or a backslash; outside quotes a backslash keeps the next character; <c>#</c> at the start of a word
/// begins a comment.
/// </remarks>
internal static class WordSplitter
{
    private const string Special = "'\"\\# \t\r\n";

    /// <summary>The words of a line; the last may have an open quote.</summary>
    public static ImmutableArray<Word> Split(string line)
    {
        ImmutableArray<Word>.Builder words = ImmutableArray.CreateBuilder<Word>();
        StringBuilder text = new();
        int start = -1;
        char quote = '\0';
        for (int at = 0; at < line.Length; at++)
        {
            char c = line[at];
            if (start < 0)
            {
                if (char.IsWhiteSpace(c))
                {
                    continue;
                }

                if (c == '#')
                {
                    return words.ToImmutable();
                }

                start = at;
            }

            if (quote == '\0' && char.IsWhiteSpace(c))
            {
                words.Add(new Word(text.ToString(), start, '\0'));
                text.Clear();
                start = -1;
            }
            else if (c == quote)
            {
                quote = '\0';
            }
            else if (quote == '\0' && c is '\'' or '"')
            {
                quote = c;
            }
            else if (c == '\\' && quote != '\'')
            {
                if (at + 1 == line.Length)
                {
                    words.Add(new Word(text.ToString(), start, quote == '\0' ? '\\' : quote));
                    return words.ToImmutable();
                }

                bool keeps = quote == '\0' || line[at + 1] is '"' or '\\';
                text.Append(keeps ? line[++at] : c);
            }
            else
            {
                text.Append(c);
            }
        }

        if (start >= 0)
        {
            words.Add(new Word(text.ToString(), start, quote));
        }

        return words.ToImmutable();
    }

    /// <summary>Writes a word so that <see cref="Split"/> gives it back.</summary>
    public static string Quote(string word)
    {
        if (word.Length > 0 && word.All(c => !Special.Contains(c, StringComparison.Ordinal) && !char.IsWhiteSpace(c)))
        {
            return word;
        }

        return word.Contains('\'', StringComparison.Ordinal)
            ? '"' + word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + '"'
            : $"'{word}'";
    }
}
