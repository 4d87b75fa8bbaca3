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
    /// <remarks>
    /// The same key of a layer still counts while it is being resolved: its own slot shows what is below the value in question. What
    /// is seen then is provisional, to be used but not to be remembered.
    /// </remarks>
    /// <param name="inProgress">All values that are being resolved; few, where the values of a key may be many.</param>
    public (int Visible, bool IsProvisional) Visible(IReadOnlyList<Node> inProgress)
    {
        int lowest = _values.Count;
        if (inProgress.Count > 0 && _values.Count <= FewValues)
        {
            int first = _values.FindIndex(value => value.InProgress);
            lowest = first < 0 ? lowest : first;
        }
        else if (inProgress.Count > 0)
        {
            _indices ??= Indices();
            foreach (Node value in inProgress)
            {
                lowest = Math.Min(lowest, _indices.GetValueOrDefault(value, lowest));
            }
        }

        bool provisional = lowest < _values.Count && _values[lowest] is SlotReference;
        return (provisional ? lowest + 1 : lowest, provisional);
    }

    private Dictionary<Node, int> Indices()
    {
        Dictionary<Node, int> indices = new(_values.Count);
        for (int i = 0; i < _values.Count; i++)
        {
            indices.TryAdd(_values[i], i);
        }

        return indices;
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
