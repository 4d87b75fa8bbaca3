using Guardian.Hocon.Syntax;

namespace Guardian.Hocon.Resolving;

/// <summary>An object in resolution: layers laid over each other, each either as written or itself in resolution.</summary>
/// <remarks>
/// Keys are opened one by one, so an object may refer to its own keys. A layer that came from elsewhere through a substitution
/// keeps its own slots: its references mean the place where they were written.
/// </remarks>
internal sealed class LazyObject : Lazy
{
    private readonly IReadOnlyList<object> _layers; // lowest first: ObjectNode or LazyObject
    private readonly Dictionary<string, Slot?> _slots = [];
    private IReadOnlyCollection<string>? _keys;

    public LazyObject(ObjectNode node) => (_layers, Origin) = ([node], node.Origin);

    public LazyObject(IReadOnlyList<object> layers, HoconOrigin origin)
    {
        _layers = layers;
        Origin = origin;
        LayerDepth = 1 + layers.Max(layer => layer is LazyObject below ? below.LayerDepth : 0);
    }

    public HoconOrigin Origin { get; }

    /// <summary>How many objects stand behind each other through substitutions.</summary>
    public int LayerDepth { get; }

    /// <summary>All keys, in the order of their first definition.</summary>
    public IReadOnlyCollection<string> Keys => _keys ??= CollectKeys();

    /// <summary>The slot of a key, null where no layer has it.</summary>
    public Slot? SlotOf(string key)
    {
        if (_slots.TryGetValue(key, out Slot? slot))
        {
            return slot;
        }

        if (_layers is [ObjectNode only])
        {
            slot = only.Fields.TryGetValue(key, out Field? field) ? new Slot(field) : null;
        }
        else
        {
            foreach (object layer in _layers)
            {
                if (layer is ObjectNode written)
                {
                    if (written.Fields.TryGetValue(key, out Field? field))
                    {
                        slot ??= new Slot();
                        foreach (Node value in field.Values)
                        {
                            slot.Add(value, field.KeyOrigin);
                        }
                    }
                }
                else if (((LazyObject)layer).SlotOf(key) is { } below)
                {
                    slot ??= new Slot();
                    slot.Add(new SlotReference(below), below.KeyOrigin);
                }
            }
        }

        _slots.Add(key, slot);
        return slot;
    }

    private IReadOnlyCollection<string> CollectKeys()
    {
        if (_layers is [ObjectNode only])
        {
            return only.Fields.Keys;
        }

        OrderedDictionary<string, bool> keys = [];
        foreach (object layer in _layers)
        {
            foreach (string key in layer is ObjectNode written ? written.Fields.Keys : ((LazyObject)layer).Keys)
            {
                keys.TryAdd(key, true);
            }
        }

        return keys.Keys;
    }
}
