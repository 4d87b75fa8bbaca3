namespace Guardian.Hocon.Syntax;

/// <summary>The values given to one key, lowest first, without those that can no longer matter.</summary>
/// <remarks>
/// What can be merged before resolution is merged here (object on object, elements on an array, text on a text), so that a key
/// extended ten thousand times costs ten thousand steps, not their square, and no deep recursion later.
/// </remarks>
internal sealed class Field
{
    private readonly List<Node> _values = new(1);

    public IReadOnlyList<Node> Values => _values;

    public Node? Top => _values.Count == 0 ? null : _values[^1];

    /// <summary>Where the key was last written.</summary>
    public HoconOrigin KeyOrigin { get; set; } = HoconOrigin.None;

    public void Push(Node value, HoconOrigin keyOrigin)
    {
        KeyOrigin = keyOrigin;
        switch (value, Top)
        {
            case (LiteralNode or ArrayNode, _):
                _values.Clear(); // nothing below can be seen any more
                _values.Add(value);
                break;
            case (ObjectNode above, ObjectNode below):
                below.MergeFrom(above);
                break;
            case (AppendNode above, ArrayNode below):
                below.Items.AddRange(above.Items);
                break;
            case (AppendNode above, AppendNode below):
                below.Items.AddRange(above.Items);
                break;
            case (ConcatenationNode { IsTextAppendedToItself: true } above, ConcatenationNode { IsText: true } below):
                below.Pieces.AddRange(above.Pieces.Skip(1));
                break;
            case (ConcatenationNode { IsTextAppendedToItself: true } above, LiteralNode below):
                _values[^1] = new ConcatenationNode([below, .. above.Pieces.Skip(1)], above.Origin);
                break;
            case (ConcatenationNode { IsObjectLaidOverItself: true } above, ObjectNode below):
                above.Pieces.OfType<ObjectNode>().ToList().ForEach(below.MergeFrom);
                break;
            case (ConcatenationNode { IsObjectLaidOverItself: true } above, ConcatenationNode { IsObjectLaidOverItself: true } below):
                ObjectNode last = (ObjectNode)below.Pieces[^1]; // blanks are only between pieces, and the first is the reference
                above.Pieces.OfType<ObjectNode>().ToList().ForEach(last.MergeFrom);
                break;
            default:
                _values.Add(value);
                break;
        }
    }
}
