using Guardian.Hocon.Syntax;

namespace Guardian.Hocon.Resolving;

/// <summary>A key of an object in resolution, with all values given to it in all layers of the object, lowest first.</summary>
internal sealed class Slot
{
    private readonly List<Node> _values;
    private Lazy?[]? _known;      // by how many values were visible
    private bool[]? _isKnown;

    public Slot(Field field) => (_values, KeyOrigin) = ([.. field.Values], field.KeyOrigin);

    public Slot() => (_values, KeyOrigin) = ([], HoconOrigin.None);

    public IReadOnlyList<Node> Values => _values;

    public HoconOrigin KeyOrigin { get; private set; }

    /// <summary>How many values count: those below the lowest one that is just being resolved.</summary>
    public int Visible
    {
        get
        {
            int first = _values.FindIndex(value => value.InProgress);
            return first < 0 ? _values.Count : first;
        }
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
