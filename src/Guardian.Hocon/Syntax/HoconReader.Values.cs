using System.Buffers;

namespace Guardian.Hocon.Syntax;

/// <content>Values: what stands on one line is joined.</content>
internal sealed partial class HoconReader
{
    private static readonly SearchValues<char> s_reserved = SearchValues.Create("$\"{}[]:=,+#`^?!@*&\\");
    private static readonly SearchValues<char> s_number = SearchValues.Create("0123456789eE+-.");

    private Node ReadValue()
    {
        HoconOrigin origin = Here;
        List<Node>? several = null;
        Node? only = null;
        while (true)
        {
            int blanksFrom = _at;
            SkipBlanks();
            if (AtEnd || Current is '\n' or ',' or ']' or '}' || StartsComment())
            {
                return several is not null ? Join(several, origin) : only ?? throw Expected("a value");
            }

            int blanks = _at - blanksFrom;
            Node piece = ReadPiece();
            if (only is null)
            {
                only = piece;
                continue;
            }

            several ??= [only];
            if (blanks > 0)
            {
                several.Add(new BlankNode(_text.Substring(blanksFrom, blanks), origin));
            }

            several.Add(piece);
        }
    }

    private Node ReadPiece()
    {
        switch (Current)
        {
            case '{':
                return ReadObject();
            case '[':
                return ReadArray();
            case '"':
                HoconOrigin at = Here;
                return new LiteralNode(new HoconString(ReadQuoted(), at));
            case '$':
                return ReadSubstitution();
            case (>= '0' and <= '9') or '-':
                return ReadNumber();
            default:
                return ReadUnquoted();
        }
    }

    private LiteralNode ReadNumber()
    {
        HoconOrigin at = Here;
        ReadOnlySpan<char> rest = _text.AsSpan(_at);
        int length = rest.IndexOfAnyExcept(s_number);
        string run = rest[..(length < 0 ? rest.Length : length)].ToString();
        if (HoconNumber.IsNumber(run))
        {
            _at += run.Length;
            return new LiteralNode(new HoconNumber(run, at));
        }

        // 10.0.0.1, 2026-01-31, 007 and a lone hyphen are text; a plus sign is reserved outside of numbers.
        int plus = run.IndexOf('+', StringComparison.Ordinal);
        _at += plus < 0 ? run.Length : plus;
        return plus < 0 ? new LiteralNode(new HoconString(run, at)) : throw Expected("a number, or a text in quotes");
    }

    private LiteralNode ReadUnquoted()
    {
        HoconOrigin at = Here;
        int from = _at;
        SkipUnquoted();
        if (_at == from)
        {
            throw Expected($"a value; the character '{Current}' must be inside quotes");
        }

        return _text.AsSpan(from, _at - from) switch
        {
            "true" => new LiteralNode(new HoconBoolean(true, at)),
            "false" => new LiteralNode(new HoconBoolean(false, at)),
            "null" => new LiteralNode(new HoconNull(at)),
            ReadOnlySpan<char> text => new LiteralNode(new HoconString(text.ToString(), at)),
        };
    }

    private void SkipUnquoted()
    {
        while (_at < _text.Length)
        {
            char c = _text[_at];
            if (IsBlank(c) || s_reserved.Contains(c) || StartsComment())
            {
                return;
            }

            _at++;
        }
    }

    /// <summary>Joins what stood on one line, as far as it is known.</summary>
    private Node Join(List<Node> pieces, HoconOrigin origin)
    {
        bool text = pieces.Exists(piece => piece is LiteralNode);
        Node? structure = pieces.Find(piece => piece is ObjectNode or ArrayNode);
        if (text && structure is not null)
        {
            string kind = structure is ObjectNode ? "an object" : "an array";
            throw new HoconException($"expected values of one kind on a line: {kind} cannot be joined with text", structure.Origin);
        }

        if (!pieces.Exists(piece => piece is SubstitutionNode))
        {
            if (text)
            {
                return new LiteralNode(new HoconString(string.Concat(pieces.Select(TextOf)), origin));
            }

            if (pieces.TrueForAll(piece => piece is BlankNode or ArrayNode))
            {
                return new ArrayNode([.. pieces.OfType<ArrayNode>().SelectMany(array => array.Items)], origin);
            }

            if (pieces.TrueForAll(piece => piece is BlankNode or ObjectNode))
            {
                ObjectNode merged = new(origin);
                pieces.OfType<ObjectNode>().ToList().ForEach(merged.MergeFrom);
                return merged;
            }
        }

        bool toItself = _arrays == 0 && pieces[0] is SubstitutionNode first && first.MeansKey(_path);
        if (toItself && pieces.Skip(1).All(piece => piece is BlankNode or ArrayNode))
        {
            return new AppendNode([.. pieces.OfType<ArrayNode>().SelectMany(array => array.Items)], (SubstitutionNode)pieces[0], origin);
        }

        return new ConcatenationNode(pieces, origin)
        {
            IsObjectLaidOverItself = toItself && pieces.Skip(1).All(piece => piece is BlankNode or ObjectNode),
            IsTextAppendedToItself = toItself && text && pieces.Skip(1).All(piece => piece is BlankNode or LiteralNode),
        };
    }

    private static string TextOf(Node piece) => piece switch
    {
        BlankNode blank => blank.Text,
        LiteralNode literal => literal.Value.Text ?? "null",
        _ => "",
    };
}
