using System.Globalization;
using System.Text;

namespace Guardian.Hocon.Syntax;

/// <content>Quoted strings, path expressions and substitutions.</content>
internal sealed partial class HoconReader
{
    private string ReadQuoted() =>
        string.CompareOrdinal(_text, _at, "\"\"\"", 0, 3) == 0 ? ReadTripleQuoted() : ReadSingleQuoted();

    private string ReadSingleQuoted()
    {
        HoconOrigin opened = Here;
        _at++;
        StringBuilder? unescaped = null;
        int from = _at;
        while (true)
        {
            char c = Current;
            if (AtEnd || c == '\n')
            {
                string reason = $"expected '\"' for the string opened here, found {Found()}; a text of several lines needs \"\"\"";
                throw new HoconException(reason, opened);
            }

            if (c == '"')
            {
                string rest = _text[from.._at++];
                return unescaped is null ? rest : unescaped.Append(rest).ToString();
            }

            if (c < ' ')
            {
                string escape = ((int)c).ToString("x4", CultureInfo.InvariantCulture);
                throw Expected($"no control character inside quotes; write it as \\u{escape}");
            }

            if (c == '\\')
            {
                (unescaped ??= new StringBuilder()).Append(_text, from, _at - from);
                ReadEscape(unescaped);
                from = _at;
            }
            else
            {
                _at++;
            }
        }
    }

    private void ReadEscape(StringBuilder into)
    {
        HoconOrigin at = Here;
        _at++;
        char c = Current;
        int plain = "\"\\/bfnrt".IndexOf(c, StringComparison.Ordinal);
        if (plain >= 0 && !AtEnd)
        {
            into.Append("\"\\/\b\f\n\r\t"[plain]);
            _at++;
            return;
        }

        if (c != 'u')
        {
            throw Expected("one of \" \\ / b f n r t u after the backslash");
        }

        char unit = ReadHex();
        if (char.IsHighSurrogate(unit) && Current == '\\' && _at + 1 < _text.Length && _text[_at + 1] == 'u')
        {
            _at++;
            char low = ReadHex();
            if (char.IsLowSurrogate(low))
            {
                into.Append(unit).Append(low);
                return;
            }
        }

        if (char.IsSurrogate(unit))
        {
            throw new HoconException("expected both halves of a surrogate pair, found one", at);
        }

        into.Append(unit);
    }

    private char ReadHex()
    {
        _at++; // u
        ReadOnlySpan<char> digits = _text.AsSpan(_at, Math.Min(4, _text.Length - _at));
        if (digits.Length < 4 || !ushort.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit))
        {
            throw Expected("four hexadecimal digits after \\u");
        }

        _at += 4;
        return (char)unit;
    }

    private string ReadTripleQuoted()
    {
        HoconOrigin opened = Here;
        _at += 3;
        int from = _at;
        int end = _text.IndexOf("\"\"\"", _at, StringComparison.Ordinal);
        if (end < 0)
        {
            throw new HoconException("expected \"\"\" for the string opened here, found end of file", opened);
        }

        // Of more than three quotes, the last three end the string.
        while (end + 3 < _text.Length && _text[end + 3] == '"')
        {
            end++;
        }

        for (int line = _text.IndexOf('\n', from, end - from); line >= 0; line = _text.IndexOf('\n', _at, end - _at))
        {
            _at = line;
            NextLine();
        }

        _at = end + 3;
        return _text[from..end];
    }

    private SubstitutionNode ReadSubstitution()
    {
        HoconOrigin at = Here;
        _at++; // $
        if (Current != '{')
        {
            throw Expected("'{' after '$'; a dollar sign itself must be inside quotes");
        }

        _at++;
        bool optional = Current == '?';
        if (optional)
        {
            _at++;
        }

        string[] path = [.. ReadPath(inSubstitution: true)];
        bool list = Current == '[';
        if (list)
        {
            _at++;
            Take(']', "']' after '['");
            SkipBlanks();
        }

        Take('}', "'}' after the path of a substitution");
        _budget.Charge(1, at);
        return new SubstitutionNode(path, _scope?.Roots ?? [[]], optional, list, at);
    }

    private void Take(char c, string what)
    {
        if (Current != c)
        {
            throw Expected(what);
        }

        _at++;
    }

    /// <summary>Reads a path expression up to the separator, brace or bracket behind it.</summary>
    private List<string> ReadPath(bool inSubstitution)
    {
        SkipBlanks();
        HoconOrigin start = Here;
        List<string> keys = [];
        StringBuilder key = new();
        bool quoted = false; // whether the key under construction may be empty
        while (true)
        {
            int blanksFrom = _at;
            SkipBlanks();
            if (PathEnds(inSubstitution))
            {
                break;
            }

            // Blanks between two parts belong to the key; those around the whole path do not.
            if (keys.Count > 0 || key.Length > 0 || quoted)
            {
                key.Append(_text, blanksFrom, _at - blanksFrom);
            }

            if (Current == '"')
            {
                key.Append(ReadQuoted());
                quoted = true;
            }
            else
            {
                ReadPlainKeys(keys, key, ref quoted, inSubstitution);
            }
        }

        if (keys.Count == 0 && key.Length == 0 && !quoted)
        {
            throw Expected(inSubstitution ? "a path" : "a key");
        }

        FinishKey(keys, key, quoted, start);
        return keys;
    }

    private bool PathEnds(bool inSubstitution) =>
        AtEnd || Current == '\n' || StartsComment() || (inSubstitution
            ? Current is '}' or '['
            : Current is '=' or ':' or '{' or '}' or ',' or ']' || (Current == '+' && _at + 1 < _text.Length && _text[_at + 1] == '='));

    private void ReadPlainKeys(List<string> keys, StringBuilder key, ref bool quoted, bool inSubstitution)
    {
        int from = _at;
        HoconOrigin start = Here;
        SkipUnquoted();
        if (_at == from)
        {
            throw Current == '$' ? Expected("a key; substitutions are not possible in keys or in each other")
                : Expected($"{(inSubstitution ? "a path" : "a key")}; the character '{Current}' must be inside quotes");
        }

        ReadOnlySpan<char> run = _text.AsSpan(from, _at - from);
        for (int dot = run.IndexOf('.'); dot >= 0; dot = run.IndexOf('.'))
        {
            key.Append(run[..dot]);
            FinishKey(keys, key, quoted, start);
            key.Clear();
            quoted = false;
            run = run[(dot + 1)..];
        }

        key.Append(run);
    }

    private void FinishKey(List<string> keys, StringBuilder key, bool quoted, HoconOrigin at)
    {
        if (key.Length == 0 && !quoted)
        {
            throw new HoconException("expected a key on both sides of '.'; an empty key is written as \"\"", at);
        }

        if (keys.Count >= _limits.MaxDepth)
        {
            throw new HoconException($"the path has more than {_limits.MaxDepth} keys", at);
        }

        keys.Add(key.ToString());
    }
}
