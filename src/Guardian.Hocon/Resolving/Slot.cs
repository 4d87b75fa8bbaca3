using Guardian.Hocon.Syntax;

namespace Guardian.Hocon.Resolving;

/// <summary>A key of an object in resolution, with all values given to it in all layers of the object, lowest first.</summary>
internal sealed class Slot
{
    private const int FewValues = 16; // searched faster than a table

    private readonly List<Node> _values;
    private Dictionary<Node, int>? _indices;
    private Lazy?[]? _known;      // by how many values were visible
    private bool[]? _isKnown;

    public Slot(Field field) => (_values, KeyOrigin) = ([.. field.Values], field.KeyOrigin);

    public Slot() => (_values, KeyOrigin) = ([], HoconOrigin.None);

    public IReadOnlyList<Node> Values => _values;

    public HoconOrigin KeyOrigin { get; private set; }

    /// <summary>How many values count: those below the lowest one that is just being resolved.</summary>
    /// <param name="inProgress">All values that are being resolved; few, where the values of a key may be many.</param>
    public int Visible(IReadOnlyList<Node> inProgress)
    {
        int visible = _values.Count;
        if (inProgress.Count == 0)
        {
            return visible;
        }

        if (_values.Count <= FewValues)
        {
            int first = _values.FindIndex(value => value.InProgress);
            return first < 0 ? visible : first;
        }

        _indices ??= _values.Select((value, index) => (value, index)).ToDictionary(entry => entry.value, entry => entry.index);
        foreach (Node value in inProgress)
        {
            if (_indices.TryGetValue(value, out int index))
            {
                visible = Math.Min(visible, index);
            }
        }

        return visible;
    }

    public void Add(Node value, HoconOrigin keyOrigin)
    {
        if (value is LiteralNode or ArrayNode)
        {
            _values.Clear(); // hidden: it can never be seen again
        }

        _values.Add(value);
        KeyOrigin = keyOrigin;
    }

    public bool TryGetKnown(int visible, out Lazy? outcome)
    {
        outcome = _known?[visible];
        return _isKnown is not null && _isKnown[visible];
    }

    public void Remember(int visible, Lazy? outcome)
    {
        _known ??= new Lazy?[_values.Count + 1];
        _isKnown ??= new bool[_values.Count + 1];
        (_known[visible], _isKnown[visible]) = (outcome, true);
    }
}

/// <summary>The same key of an object that this object was laid over, with whatever that key becomes there.</summary>
internal sealed class SlotReference(Slot slot) : Node(slot.KeyOrigin)
{
    public Slot Slot { get; } = slot;
}
