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
    public const string Variable = "<*>";

    /// <summary>A quoted text longer than this is not looked for: quotes that far apart seldom belong together.</summary>
    private const int LongestQuote = 256;

    // A mask is at most three characters for one of the line, or five for "k="; a little over for the end.
    private readonly char[] _text = new char[maxLength * 3 + 64];
    private int _length;
    private int _wordStart;
    private int _previousStart;
    private bool _maskIsLast;

    /// <summary>Words of the line masked last.</summary>
    public int Words { get; private set; }

    /// <summary>Masks one line.</summary>
    /// <param name="whole">A line; what is beyond the limits is ignored.</param>
    /// <returns>Words separated by one blank; valid until the next call. Empty for a line without words.</returns>
    public ReadOnlySpan<char> Apply(ReadOnlySpan<char> whole)
    {
        ReadOnlySpan<char> line = whole.Length > maxLength ? WholeWords(whole[..maxLength]) : whole;
        Restart();
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

                if (!EndWord(ref names))
                {
                    break;
                }

                // "user  from": two blanks where a name should be are an empty name.
                bool isEmptyName = names.ExpectsName && next - at > 1;
                if (next < line.Length && (isEmptyName || names.ExpectsName))
                {
                    int name = isEmptyName ? 0 : ValueShapes.NameLength(line[next..]);
                    if (isEmptyName || name > 0)
                    {
                        Mask();
                        if (isEmptyName && !EndWord(ref names))
                        {
                            break;
                        }

                        next += name;
                    }
                }

                at = next;
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
                        PutRange(line.Slice(at, quoted));
                        at += quoted;
                        continue;
                    }

                    if (!keepQuoted)
                    {
                        Put(c);
                        Mask();
                        Put(c);
                        at += quoted;
                        continue;
                    }

                    keepQuoted = false; // the message itself: its text is read like any other
                }
                else if (ValueShapes.Length(line[at..], at == 0 ? ' ' : line[at - 1]) is > 0 and var value)
                {
                    Mask();
                    at += value;
                    continue;
                }
            }

            at = char.IsAsciiLetterOrDigit(c) || c == '_' ? Word(line, at) : Punctuation(line, at);
        }

        EndWord(ref names);
        return _text.AsSpan(0, _length > 0 && _text[_length - 1] == ' ' ? _length - 1 : _length);
    }

    /// <summary>Without the word that the limit cut, which would look like a word of its own.</summary>
    private static ReadOnlySpan<char> WholeWords(ReadOnlySpan<char> cut) => cut.LastIndexOf(' ') is > 0 and var blank ? cut[..blank] : cut;

    private static bool IsBlank(char c) => c <= ' ' || char.IsWhiteSpace(c) || char.IsControl(c);

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

    private void Restart()
    {
        _length = 0;
        _wordStart = 0;
        _previousStart = -1;
        _maskIsLast = false;
        Words = 0;
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
            PutRange(word);
        }

        if (end == line.Length || line[end] != '=' || (end + 1 < line.Length && line[end + 1] is '=' or '{' or '[' or '(' or '>'))
        {
            return end;
        }

        Put('=');
        end++;
        if (ValueShapes.IsMessageKey(word))
        {
            return end < line.Length && line[end] is '"' or '\'' ? Punctuation(line, end) : end; // the message itself is not a value
        }

        Mask();
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
                Put('_');
                from++;
                continue;
            }

            int length = word[from..].IndexOf('_');
            int end = length < 0 ? word.Length : from + length;
            ReadOnlySpan<char> part = word[from..end];
            if (ValueShapes.IsIdentifier(part))
            {
                Mask();
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
                Put(part[at++]);
                continue;
            }

            bool isInsideName = at > 0 && end - at <= 2 && (end < part.Length ? char.IsAsciiLetter(part[end]) : isNamePart);
            if (isInsideName && !_maskIsLast)
            {
                PutRange(part[at..end]);
            }
            else
            {
                Mask();
            }

            at = end;
        }
    }

    private int Punctuation(ReadOnlySpan<char> line, int at)
    {
        char c = line[at];
        bool startsNumber = c is '-' or '+' && at + 1 < line.Length && char.IsAsciiDigit(line[at + 1]) && (at == 0 || !char.IsAsciiLetterOrDigit(line[at - 1]));
        if (!startsNumber && !(c == '%' && _maskIsLast))
        {
            // A half of a surrogate pair alone is not text; stored as JSON it would become this character anyway.
            Put(char.IsSurrogate(c) && !IsPaired(line, at) ? '\uFFFD' : c);
        }

        return at + 1;
    }

    private static bool IsPaired(ReadOnlySpan<char> line, int at) => char.IsHighSurrogate(line[at])
        ? at + 1 < line.Length && char.IsLowSurrogate(line[at + 1])
        : at > 0 && char.IsHighSurrogate(line[at - 1]);

    private void Put(char c)
    {
        _text[_length++] = c;
        _maskIsLast = false;
    }

    private void PutRange(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            Put(IsBlank(c) ? '_' : c); // a blank inside a quoted key must not look like the end of a word
        }
    }

    /// <summary>Writes the mask, as one with a mask before it that only a joining character parts from this one (1.5, 10:30, 4/7).</summary>
    private void Mask()
    {
        bool isTouching = _length - _wordStart >= 3 && EndsWithMask(_length);
        bool isJoined = _length - _wordStart >= 4 && _text[_length - 1] is '.' or ',' or ':' or '/' or '-' or '+' or '_' or 'T' or 'x' && EndsWithMask(_length - 1);
        if (isJoined)
        {
            _length--;
        }
        else if (!isTouching)
        {
            Variable.CopyTo(_text.AsSpan(_length));
            _length += Variable.Length;
        }

        _maskIsLast = true;
    }

    private bool EndsWithMask(int end) => end >= 3 && _text[end - 1] == '>' && _text[end - 2] == '*' && _text[end - 3] == '<';

    /// <summary>Ends the word in hand; false when the line has as many words as are looked at.</summary>
    private bool EndWord(ref NameContext names)
    {
        if (_length == _wordStart)
        {
            return true;
        }

        ReadOnlySpan<char> word = _text.AsSpan(_wordStart, _length - _wordStart);
        if (_previousStart >= 0 && EndsAValue(word) && SameValue(_text.AsSpan(_previousStart, _wordStart - 1 - _previousStart), word))
        {
            // One more of a list: it takes the place of the one before, whose separator goes with it.
            word.CopyTo(_text.AsSpan(_previousStart));
            _length = _previousStart + word.Length;
            _wordStart = _previousStart;
            Words--;
        }

        names = names.After(_text.AsSpan(_wordStart, _length - _wordStart));
        Words++;
        if (Words >= maxWords)
        {
            _wordStart = _length;
            return false;
        }

        _previousStart = _wordStart;
        _text[_length++] = ' ';
        _wordStart = _length;
        _maskIsLast = false;
        return true;
    }

    private static bool EndsAValue(ReadOnlySpan<char> word) => word.IndexOf(Variable) >= 0;

    private static bool SameValue(ReadOnlySpan<char> before, ReadOnlySpan<char> word) => before.TrimEnd(",;").SequenceEqual(word.TrimEnd(",;"));
}
