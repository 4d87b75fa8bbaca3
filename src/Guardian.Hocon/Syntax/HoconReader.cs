using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Guardian.Hocon.Syntax;

/// <summary>Parses one file or text into nodes. This part reads objects, arrays and fields; the others what these are made of.</summary>
internal sealed partial class HoconReader
{
    private readonly string _text;
    private readonly string _name;
    private readonly HoconLimits _limits;
    private readonly ReaderScope? _scope;
    private readonly NodeBudget _budget;
    private readonly List<string> _path; // keys from the configuration's root to where we are
    private int _arrays;                 // how many arrays we are in: inside, no path leads here
    private int _depth;
    private int _at;
    private int _line = 1;
    private int _lineStart;

    public HoconReader(string text, string name, HoconLimits limits, ReaderScope? scope = null, NodeBudget? budget = null)
    {
        (_text, _name, _limits, _scope) = (text, name, limits, scope);
        _budget = budget ?? new NodeBudget(limits);
        _path = [.. scope?.Path ?? []];
        _depth = scope?.Depth ?? 0;
        _arrays = scope is { InArray: true } ? 1 : 0;
    }

    private bool AtEnd => _at >= _text.Length;

    private char Current => _at < _text.Length ? _text[_at] : '\0'; // a NUL is never in the text

    private HoconOrigin Here => new(_name, _line, _at - _lineStart + 1);

    /// <summary>Reads the whole text: an object with or without its braces, or an array.</summary>
    public Node ReadRoot()
    {
        SkipBlankLines();
        HoconOrigin start = Here;
        Node root;
        switch (Current)
        {
            case '{':
                root = ReadObject();
                break;
            case '[':
                root = ReadArray();
                break;
            default:
                ObjectNode fields = new(start);
                ReadFields(fields, openedAt: null);
                return fields;
        }

        SkipBlankLines();
        return AtEnd ? root : throw Expected("the end of the file after the root value");
    }

    /// <summary>Reads a text that is one path expression.</summary>
    public string[] ReadWholePath()
    {
        string[] path = [.. ReadPath(inSubstitution: false)];
        return AtEnd ? path : throw Expected("the end of the path");
    }

    private ObjectNode ReadObject()
    {
        HoconOrigin opened = Here;
        Enter(opened);
        _at++; // {
        ObjectNode fields = new(opened);
        ReadFields(fields, opened);
        _depth--;
        return fields;
    }

    private void ReadFields(ObjectNode into, HoconOrigin? openedAt)
    {
        SkipBlankLines();
        while (true)
        {
            if (AtEnd)
            {
                if (openedAt is not null)
                {
                    throw Expected($"a key or '}}' for the object opened at {Short(openedAt)}");
                }

                return;
            }

            if (Current == '}')
            {
                if (openedAt is null)
                {
                    throw Expected("a key or the end of the file (no '{' is open here)");
                }

                _at++;
                return;
            }

            ReadField(into);
            bool separated = SkipBlankLines();
            if (Current == ',')
            {
                _at++;
                SkipBlankLines();
            }
            else if (!separated && !AtEnd && Current != '}')
            {
                string orClose = openedAt is null ? "" : $", or '}}' for the object opened at {Short(openedAt)}";
                throw Expected("',' or a new line before the next key" + orClose);
            }
        }
    }

    private void ReadField(ObjectNode into)
    {
        HoconOrigin at = Here;
        if (StartsInclude())
        {
            ReadInclude(into, at);
            return;
        }

        List<string> key = ReadPath(inSubstitution: false);
        if (_depth + key.Count > _limits.MaxDepth)
        {
            throw new HoconException($"objects nest deeper than {_limits.MaxDepth} levels", at);
        }

        SkipBlankLines();
        bool append = false;
        switch (Current)
        {
            case '=' or ':':
                _at++;
                break;
            case '+' when _at + 1 < _text.Length && _text[_at + 1] == '=':
                _at += 2;
                append = true;
                break;
            case '{':
                break;
            default:
                throw Expected($"'=', ':', '+=' or '{{' after the key {Excerpt(HoconPath.Render(key))}");
        }

        _path.AddRange(key);
        _depth += key.Count - 1;
        _budget.Charge(key.Count, at);
        SkipBlankLines();
        HoconOrigin valueAt = Here;
        Node value = ReadValue();
        if (append)
        {
            value = new AppendNode([value], self: null, valueAt);
        }

        _depth -= key.Count - 1;
        _path.RemoveRange(_path.Count - key.Count, key.Count);
        into.Define(CollectionsMarshal.AsSpan(key), value, at);
    }

    private ArrayNode ReadArray()
    {
        HoconOrigin opened = Here;
        Enter(opened);
        _arrays++;
        _at++; // [
        List<Node> items = [];
        SkipBlankLines();
        while (Current != ']')
        {
            if (AtEnd)
            {
                throw Expected($"a value or ']' for the array opened at {Short(opened)}");
            }

            _budget.Charge(1, opened);
            items.Add(ReadValue());
            bool separated = SkipBlankLines();
            if (Current == ',')
            {
                _at++;
                SkipBlankLines();
            }
            else if (Current != ']' && (!separated || AtEnd || Current is '}' or ':' or '='))
            {
                throw Expected($"',' or ']' in the array opened at {Short(opened)}");
            }
        }

        _at++;
        _arrays--;
        _depth--;
        return new ArrayNode(items, opened);
    }

    private void Enter(HoconOrigin at)
    {
        if (++_depth > _limits.MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new HoconException($"objects and arrays nest deeper than {_limits.MaxDepth} levels", at);
        }
    }

    /// <summary>White space of the specification: Unicode's separators, the controls that separate, and the byte order mark.</summary>
    private static bool IsBlank(char c) =>
        c <= ' '
            ? c is ' ' or (>= '\t' and <= '\r') or (>= '\x1c' and <= '\x1f')
            : c > '\x7f' && (c == '\ufeff' || char.IsSeparator(c));

    /// <summary>Skips blanks, line ends and comments.</summary>
    /// <returns>Whether a line end was among them.</returns>
    private bool SkipBlankLines()
    {
        bool line = false;
        while (true)
        {
            SkipBlanks();
            if (StartsComment())
            {
                int end = _text.AsSpan(_at).IndexOf('\n');
                _at = end < 0 ? _text.Length : _at + end;
            }
            else if (Current == '\n')
            {
                NextLine();
                line = true;
            }
            else
            {
                return line;
            }
        }
    }

    private void SkipBlanks()
    {
        while (_at < _text.Length && _text[_at] != '\n' && IsBlank(_text[_at]))
        {
            _at++;
        }
    }

    private bool StartsComment() => Current == '#' || (Current == '/' && _at + 1 < _text.Length && _text[_at + 1] == '/');

    /// <summary>Steps over the line feed we stand on.</summary>
    private void NextLine()
    {
        _at++;
        _line++;
        _lineStart = _at;
    }

    private HoconException Expected(string what) => new($"expected {what}, found {Found()}", Here);

    private static string Short(HoconOrigin origin) => $"{origin.Line}:{origin.Column}";

    private string Found()
    {
        if (AtEnd)
        {
            return "end of file";
        }

        char c = Current;
        if (c is '\n' or '\r')
        {
            return "end of line";
        }

        if (StartsComment())
        {
            return "a comment";
        }

        int end = _at;
        while (end < _text.Length && end - _at < 20 && (char.IsLetterOrDigit(_text[end]) || _text[end] is '-' or '_' or '.'))
        {
            end++;
        }

        return end > _at + 1 ? $"'{_text[_at..end]}'"
            : char.IsControl(c) || char.IsSurrogate(c) ? $"the character U+{(int)c:X4}"
            : $"'{c}'";
    }

    private static string Excerpt(string text) => text.Length <= 60 ? text : text[..60] + "...";
}
