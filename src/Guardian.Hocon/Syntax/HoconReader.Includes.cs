namespace Guardian.Hocon.Syntax;

/// <content>Include statements.</content>
internal sealed partial class HoconReader
{
    private const string Keyword = "include";

    /// <summary>Whether the unquoted word <c>include</c>, on its own, begins the field.</summary>
    private bool StartsInclude()
    {
        if (string.CompareOrdinal(_text, _at, Keyword, 0, Keyword.Length) != 0)
        {
            return false;
        }

        int behind = _at + Keyword.Length;
        return behind >= _text.Length || IsBlank(_text[behind]) || s_reserved.Contains(_text[behind]);
    }

    private void ReadInclude(ObjectNode into, HoconOrigin at)
    {
        _at += Keyword.Length;
        SkipBlankLines();
        bool required = false;
        int open = 0;
        while (Current != '"')
        {
            string word = ReadWord();
            switch (word)
            {
                case "required" when open == 0:
                    required = true;
                    break;
                case "file":
                    break;
                case "url" or "classpath" or "package":
                    throw new HoconException($"include {word}(...) is not supported: only files can be included", at);
                default:
                    throw Expected("a file name in quotes, file(...) or required(...) after include; a key of that name must be in quotes");
            }

            _at += word.Length;
            SkipBlanks();
            Take('(', $"'(' after {word}");
            open++;
            SkipBlanks();
        }

        string name = ReadQuoted();
        for (; open > 0; open--)
        {
            SkipBlanks();
            Take(')', "')'");
        }

        if (name.Length == 0)
        {
            throw new HoconException("expected the name of a file after include, found an empty text", at);
        }

        if (name.Contains("://", StringComparison.Ordinal) || name.StartsWith("file:", StringComparison.Ordinal))
        {
            throw new HoconException($"cannot include {JsonText.Quote(name)}: URLs are not supported, only files can be included", at);
        }

        ObjectNode? included = Scope.Loader.Include(name, Scope with { Depth = _depth }, _arrays > 0 ? null : _path, at);
        if (included is null && required)
        {
            throw new HoconException($"the required file {JsonText.Quote(name)} does not exist", at);
        }

        if (included is not null)
        {
            HoconOrigin here = into.Origin;
            into.MergeFrom(included);
            into.Origin = here;
        }
    }

    private ReaderScope Scope => _scope ?? throw new InvalidOperationException("A path is read without files.");

    private string ReadWord()
    {
        int end = _at;
        while (end < _text.Length && char.IsAsciiLetter(_text[end]))
        {
            end++;
        }

        return _text[_at..end];
    }
}
