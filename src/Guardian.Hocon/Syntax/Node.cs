using Guardian.Hocon.Resolving;

namespace Guardian.Hocon.Syntax;

/// <summary>A value as it was written, before substitutions are resolved.</summary>
internal abstract class Node(HoconOrigin origin)
{
    public HoconOrigin Origin { get; set; } = origin;

    /// <summary>Whether this value is being resolved right now.</summary>
    /// <remarks>A reference that comes back to its key sees only what was written before it.</remarks>
    public bool InProgress { get; set; }
}

/// <summary>A string, number, boolean or null.</summary>
internal sealed class LiteralNode(HoconValue value) : Node(value.Origin)
{
    public HoconValue Value { get; } = value;
}

/// <summary>White space between two values on a line: part of the text when both are text, nothing otherwise.</summary>
internal sealed class BlankNode(string text, HoconOrigin origin) : Node(origin)
{
    public string Text { get; } = text;
}

/// <summary>An array as written.</summary>
internal sealed class ArrayNode(List<Node> items, HoconOrigin origin) : Node(origin)
{
    public List<Node> Items { get; } = items;

    /// <summary>The array in resolution: one for all who ask, so that it is built once.</summary>
    public LazyArray? Lazy { get; set; }
}

/// <summary>A value that needs the rest of the configuration; resolved once, whoever asks.</summary>
internal abstract class UnresolvedNode(HoconOrigin origin) : Node(origin)
{
    public bool IsResolved { get; private set; }

    /// <summary>The outcome; null is undefined.</summary>
    public Lazy? Outcome { get; private set; }

    public void Resolved(Lazy? outcome) => (IsResolved, Outcome) = (true, outcome);
}

/// <summary><c>${path}</c>, <c>${?path}</c>, <c>${path[]}</c>.</summary>
/// <param name="path">The path as written.</param>
/// <param name="scopes">Where the path may start: the roots of the including files, innermost first, the configuration's root last.</param>
/// <param name="optional">Whether an undefined path makes the value vanish.</param>
/// <param name="isList">Whether the environment is asked for <c>path_0</c>, <c>path_1</c>, ...</param>
/// <param name="origin">The place of the <c>$</c>.</param>
internal sealed class SubstitutionNode(string[] path, IReadOnlyList<string[]> scopes, bool optional, bool isList, HoconOrigin origin)
    : UnresolvedNode(origin)
{
    public string[] Path { get; } = path;

    public IReadOnlyList<string[]> Scopes { get; } = scopes;

    public bool IsOptional { get; } = optional;

    public bool IsList { get; } = isList;

    public override string ToString() => $"${{{(IsOptional ? "?" : "")}{HoconPath.Render(Path)}{(IsList ? "[]" : "")}}}";

    /// <summary>Whether the innermost meaning of the path is the key at <paramref name="fullPath"/>.</summary>
    public bool MeansKey(IReadOnlyList<string> fullPath) => !IsList && Scopes[0].Concat(Path).SequenceEqual(fullPath);
}

/// <summary>Several values on one line, at least one of them not yet known.</summary>
internal sealed class ConcatenationNode(List<Node> pieces, HoconOrigin origin) : UnresolvedNode(origin)
{
    public List<Node> Pieces { get; } = pieces;

    /// <summary>Whether the first piece refers to the very key this is the value of, and all others are plain text.</summary>
    public bool IsTextAppendedToItself { get; init; }

    /// <summary>Whether the first piece refers to the very key this is the value of, and all others are objects.</summary>
    public bool IsObjectLaidOverItself { get; init; }

    /// <summary>Whether text stands in it, so that it can only become a text.</summary>
    public bool IsText { get; } = pieces.Exists(piece => piece is LiteralNode); // pieces are only ever added to a text
}

/// <summary>Elements added to the end of the array that the same key held before: <c>key += x</c> and <c>key = ${key} [x]</c>.</summary>
/// <param name="items">The elements.</param>
/// <param name="self">The reference of the second form, asked when the key held nothing before; null for <c>+=</c>.</param>
/// <param name="origin">The place of the value.</param>
internal sealed class AppendNode(List<Node> items, SubstitutionNode? self, HoconOrigin origin) : Node(origin)
{
    public List<Node> Items { get; } = items;

    public SubstitutionNode? Self { get; } = self;
}
