using Guardian.Hocon.Syntax;

namespace Guardian.Hocon.Resolving;

/// <summary>An object in resolution: layers laid over each other, each either as written or itself in resolution.</summary>
/// <remarks>
/// Keys are opened one by one, so an object may refer to its own keys. A layer that came from elsewhere through a substitution
/// keeps its own slots: its references mean the place where they were written.
/// </remarks>
internal sealed class LazyObject : Lazy
{
    private const int FewLayers = 8; // asked one after the other for a key; more get an index
    private const int StepsPerKey = 4; // what a list of keys holds on to, compared with a look at one

    private readonly IReadOnlyList<object> _layers; // lowest first: ObjectNode or LazyObject
    private readonly WorkMeter _work;
    private readonly Dictionary<string, Slot?> _slots = [];
    private IReadOnlyCollection<string>? _keys;
    private Dictionary<string, List<object>>? _layersByKey;

    public LazyObject(ObjectNode node, WorkMeter work) => (_layers, Origin, _work) = ([node], node.Origin, work);

    public LazyObject(IReadOnlyList<object> layers, HoconOrigin origin, WorkMeter work)
    {
        (_layers, Origin, _work) = (layers, origin, work);
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
        if (!_slots.TryGetValue(key, out Slot? slot))
        {
            slot = _layers is [ObjectNode only] ? SlotOf(key, only) : MergedSlotOf(key);
            _slots.Add(key, slot);
        }

        return slot;
    }

    private static Slot? SlotOf(string key, ObjectNode only) => only.Fields.TryGetValue(key, out Field? field) ? new Slot(field) : null;

    private Slot? MergedSlotOf(string key)
    {
        Slot? slot = null;
        foreach (object layer in LayersWith(key))
        {
            if (layer is LazyObject below)
            {
                if (below.SlotOf(key) is { } theirs)
                {
                    slot ??= new Slot();
                    slot.Add(new SlotReference(theirs), theirs.KeyOrigin);
                }
            }
            else if (((ObjectNode)layer).Fields.TryGetValue(key, out Field? field))
            {
                _work.Charge(field.Values.Count, Origin);
                slot ??= new Slot();
                foreach (Node value in field.Values)
                {
                    slot.Add(value, field.KeyOrigin);
                }
            }
        }

        return slot;
    }

    private IReadOnlyList<object> LayersWith(string key)
    {
        _work.Charge(Math.Min(_layers.Count, FewLayers), Origin);
        if (_layers.Count <= FewLayers)
        {
            return _layers;
        }

        if (_layersByKey is null)
        {
            _layersByKey = [];
            foreach (object layer in _layers)
            {
                foreach (string known in KeysOf(layer))
                {
                    if (!_layersByKey.TryGetValue(known, out List<object>? with))
                    {
                        _layersByKey.Add(known, with = []);
                    }

                    with.Add(layer);
                }
            }
        }

        return _layersByKey.GetValueOrDefault(key, []);
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
            foreach (string key in KeysOf(layer))
            {
                keys.TryAdd(key, true);
            }
        }

        return keys.Keys;
    }

    private IReadOnlyCollection<string> KeysOf(object layer)
    {
        IReadOnlyCollection<string> keys = layer is LazyObject below ? below.Keys : ((ObjectNode)layer).Fields.Keys;
        _work.Charge(StepsPerKey * (long)keys.Count, Origin);
        return keys;
    }
}
