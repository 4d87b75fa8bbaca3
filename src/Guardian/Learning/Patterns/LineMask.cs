namespace Guardian.Learning.Patterns;

/// <summary>Rewrites a log line so that what varies from one occurrence to the next reads <c>&lt;*&gt;</c>.</summary>
/// <remarks>
/// One pass, no regular expressions, no allocation: the text lives in a buffer that the next line overwrites. Numbers, identifiers, addresses,
/// times, sizes, paths, hosts, quoted text, <c>key=value</c> values and names of users are masked; values that touch (1.2.3.4:80) are one value;
/// a list of values is one value, so that its length makes no difference. <see cref="ValueShapes"/> says what each looks like.
/// </remarks>
internal sealed class LineMask(int maxLength, int maxWords)
{
    /// <summary>Stands for what varies.</summary>
    public const string Variable = MaskedText.Variable;

    /// <summary>A quoted text longer than this is not looked for: quotes that far apart seldom belong together.</summary>
    private const int LongestQuote = 256;

    private readonly MaskedText _out = new(maxLength, maxWords);

    /// <summary>Words of the line masked last.</summary>
    public int Words => _out.Words;

    /// <summary>Masks one line.</summary>
    /// <param name="whole">A line; what is beyond the limits is ignored.</param>
    /// <returns>Words separated by one blank; valid until the next call. Empty for a line without words.</returns>
    public ReadOnlySpan<char> Apply(ReadOnlySpan<char> whole)
    {
        ReadOnlySpan<char> line = whole.Length > maxLength ? WholeWords(whole[..maxLength]) : whole;
        _out.Restart();
        NameContext names = default;
        bool keepQuoted = IsOneQuote(line.TrimEnd());
        int at = 0;
        while (at < line.Length)
        {
            char c = line[at];
            if (IsBlank(c))
            {
                int next = at + 1;
                while (next < line.Length && IsBlank(line[next]))
                {
                    next++;
                }

                if (!_out.EndWord(ref names))
                {
                    break;
                }

                at = names.ExpectsName && next < line.Length ? Name(line, next, ref names, blanks: next - at) : next;
                continue;
            }

            bool isBoundary = at == 0 || !char.IsAsciiLetterOrDigit(line[at - 1]);
            if (isBoundary)
            {
                if (c is '"' or '\'' or '`' && QuoteLength(line[at..]) is > 0 and var quoted)
                {
                    bool isKey = c == '"' && at + quoted < line.Length && line[at + quoted] == ':';
                    if (isKey)
                    {
                        keepQuoted = ValueShapes.IsMessageKey(line.Slice(at + 1, quoted - 2));
                        _out.PutRange(line.Slice(at, quoted));
                        at += quoted;
                        continue;
                    }

                    if (!keepQuoted)
                    {
                        _out.Put(c);
                        _out.Mask();
                        _out.Put(c);
                        at += quoted;
                        continue;
                    }

                    keepQuoted = false; // the message itself: its text is read like any other
                }
                else if (ValueShapes.Length(line[at..], at == 0 ? ' ' : line[at - 1]) is > 0 and var value)
                {
                    _out.Mask();
                    at += value;
                    continue;
                }
            }

            at = char.IsAsciiLetterOrDigit(c) || c == '_' ? Word(line, at) : Punctuation(line, at);
        }

        _out.EndWord(ref names);
        return _out.Text;
    }

    /// <summary>Without the word that the limit cut, which would look like a word of its own.</summary>
    private static ReadOnlySpan<char> WholeWords(ReadOnlySpan<char> cut) => cut.LastIndexOf(' ') is > 0 and var blank ? cut[..blank] : cut;

    /// <summary>White space and control characters part words.</summary>
    internal static bool IsBlank(char c) => c <= ' ' || char.IsWhiteSpace(c) || char.IsControl(c);

    private static bool IsOneQuote(ReadOnlySpan<char> line) => line.Length > 2 && line[0] is '"' or '\'' or '`' && line[^1] == line[0];

    /// <summary>Length of the quoted text that begins here, with its quotes; 0: none.</summary>
    private static int QuoteLength(ReadOnlySpan<char> line)
    {
        int end = Math.Min(line.Length, LongestQuote);
        for (int at = 1; at < end; at++)
        {
            if (line[at] == '\\')
            {
                at++;
            }
            else if (line[at] == line[0] && (at + 1 == line.Length || !char.IsAsciiLetterOrDigit(line[at + 1])))
            {
                return at > 1 ? at + 1 : 0;
            }
        }

        return 0;
    }

    /// <summary>The name of a user, where one is announced; two blanks there ("user  from") are an empty name.</summary>
    private int Name(ReadOnlySpan<char> line, int at, ref NameContext names, int blanks)
    {
        if (blanks > 1)
        {
            _out.Mask();
            return _out.EndWord(ref names) ? at : line.Length;
        }

        int length = ValueShapes.NameLength(line[at..]);
        if (length > 0)
        {
            _out.Mask();
        }

        return at + length;
    }

    /// <summary>Letters, digits and underscores from here on, and the value after them when they are a key.</summary>
    private int Word(ReadOnlySpan<char> line, int from)
    {
        int end = from;
        bool hasDigit = false;
        while (end < line.Length && (char.IsAsciiLetterOrDigit(line[end]) || line[end] == '_'))
        {
            hasDigit |= char.IsAsciiDigit(line[end]);
            end++;
        }

        ReadOnlySpan<char> word = line[from..end];
        if (hasDigit)
        {
            Segments(word);
        }
        else
        {
            _out.PutRange(word);
        }

        if (end == line.Length || line[end] != '=' || (end + 1 < line.Length && line[end + 1] is '=' or '{' or '[' or '(' or '>'))
        {
            return end;
        }

        _out.Put('=');
        end++;
        if (ValueShapes.IsMessageKey(word))
        {
            return end < line.Length && line[end] is '"' or '\'' ? Punctuation(line, end) : end; // the message itself is not a value
        }

        _out.Mask();
        if (end < line.Length && line[end] is '"' or '\'' && QuoteLength(line[end..]) is > 0 and var quoted)
        {
            return end + quoted;
        }

        while (end < line.Length && !IsBlank(line[end]) && line[end] is not (',' or ';' or ')' or ']' or '}' or '&'))
        {
            end++;
        }

        return end;
    }

    /// <summary>A word with digits, part by part: <c>task_2008_m_01</c> is <c>task_&lt;*&gt;_m_&lt;*&gt;</c>.</summary>
    private void Segments(ReadOnlySpan<char> word)
    {
        int from = 0;
        while (from < word.Length)
        {
            if (word[from] == '_')
            {
                _out.Put('_');
                from++;
                continue;
            }

            int length = word[from..].IndexOf('_');
            int end = length < 0 ? word.Length : from + length;
            ReadOnlySpan<char> part = word[from..end];
            if (ValueShapes.IsIdentifier(part))
            {
                _out.Mask();
            }
            else
            {
                Digits(part, isNamePart: end < word.Length);
            }

            from = end;
        }
    }

    /// <summary>Masks the digits of a part but for one or two inside a name (<c>log4j</c>, <c>k8s</c>, <c>jk2_init</c>).</summary>
    private void Digits(ReadOnlySpan<char> part, bool isNamePart)
    {
        int at = 0;
        while (at < part.Length)
        {
            int end = at;
            while (end < part.Length && char.IsAsciiDigit(part[end]))
            {
                end++;
            }

            if (end == at)
            {
                _out.Put(part[at++]);
                continue;
            }

            bool isInsideName = at > 0 && end - at <= 2 && (end < part.Length ? char.IsAsciiLetter(part[end]) : isNamePart);
            if (isInsideName && !_out.EndsInMask)
            {
                _out.PutRange(part[at..end]);
            }
            else
            {
                _out.Mask();
            }

            at = end;
        }
    }

    private int Punctuation(ReadOnlySpan<char> line, int at)
    {
        char c = line[at];
        bool startsNumber = c is '-' or '+' && at + 1 < line.Length && char.IsAsciiDigit(line[at + 1]) && (at == 0 || !char.IsAsciiLetterOrDigit(line[at - 1]));
        if (startsNumber || (c == '%' && _out.EndsInMask))
        {
            return at + 1;
        }

        int length = char.IsHighSurrogate(c) && at + 1 < line.Length && char.IsLowSurrogate(line[at + 1]) ? 2 : 1;
        _out.PutRange(line.Slice(at, length));
        return at + length;
    }
}
