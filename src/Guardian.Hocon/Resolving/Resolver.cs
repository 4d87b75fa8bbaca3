using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Guardian.Hocon.Syntax;

namespace Guardian.Hocon.Resolving;

/// <summary>Turns what was written into values: looks up substitutions, joins what stands on a line, finishes objects and arrays.</summary>
/// <remarks>
/// A value is resolved in two steps. Its kind first (<see cref="KindOf(Slot)"/>), which opens only the keys on the way to it; its inside
/// later (<see cref="Finish(Lazy)"/>). While a value that contains substitutions is resolved, it and whatever overrides it cannot be
/// seen: a reference that comes back finds what its key held before, and nothing if it held nothing. Each occurrence of a substitution
/// is resolved once. All recursion is counted, all output is charged against the limits.
/// </remarks>
internal sealed partial class Resolver
{
    private readonly HoconOptions _options;
    private readonly LazyObject _root;
    private readonly WorkMeter _work;
    private readonly List<Node> _inProgress = []; // innermost last
    private long _nodes;
    private long _characters;
    private int _nesting;
    private int _following;

    private Resolver(ObjectNode root, HoconOptions options)
    {
        _options = options;
        _work = new WorkMeter(options.Limits);
        _root = new LazyObject(root, _work);
    }

    private HoconLimits Limits => _options.Limits;

    /// <exception cref="HoconException">A substitution is undefined, unlike values are joined, or a limit is passed.</exception>
    public static HoconValue Resolve(Node root, HoconOptions options) => root switch
    {
        ObjectNode fields => new Resolver(fields, options).FinishRoot(),
        ArrayNode array => new Resolver(new ObjectNode(array.Origin), options).Finish(LazyArray.Of(array)),
        _ => throw new ArgumentException("A document is an object or an array.", nameof(root)),
    };

    private HoconValue FinishRoot() => Finish(_root);

    /// <summary>What the value of a key is, null where it is undefined.</summary>
    private Lazy? KindOf(Slot slot)
    {
        (int visible, bool provisional) = slot.Visible(_inProgress);
        Lazy? outcome = null;
        if (!provisional && slot.TryGetKnown(visible, out outcome))
        {
            return outcome;
        }

        Follow(slot.KeyOrigin);
        List<object>? layers = null; // highest first
        HoconOrigin? origin = null;
        for (int i = visible - 1; i >= 0; i--)
        {
            Node value = slot.Values[i];
            if (value is ObjectNode written)
            {
                (layers ??= []).Add(written);
                origin ??= written.Origin;
                continue;
            }

            Lazy? found = KindOf(value, slot);
            if (found is LazyObject below)
            {
                (layers ??= []).Add(below);
                origin ??= below.Origin;
            }
            else if (found is not null)
            {
                outcome = layers is null ? found : null;
                break; // a value that is no object hides what is below it
            }
        }

        if (layers is not null)
        {
            layers.Reverse();
            outcome = layers is [LazyObject only] ? only : Layered(layers, origin!); // set with the first layer
        }

        _following--;
        if (!provisional)
        {
            slot.Remember(visible, outcome);
        }

        return outcome;
    }

    private Lazy? KindOf(Node value, Slot slot)
    {
        switch (value)
        {
            case LiteralNode literal:
                return new LazyScalar(literal.Value);
            case ArrayNode array:
                return LazyArray.Of(array);
            case SlotReference reference:
                return Guarded(reference, () => KindOf(reference.Slot));
            case AppendNode append:
                return Guarded(append, () => Appended(append, slot));
            case UnresolvedNode unresolved:
                return KindOf(unresolved);
            default:
                throw new ArgumentException($"{value.GetType().Name} is not the value of a key.", nameof(value));
        }
    }

    private Lazy? KindOf(UnresolvedNode node)
    {
        if (!node.IsResolved)
        {
            _work.Charge(1, node.Origin);
            node.Resolved(Guarded(node, () => node is ConcatenationNode line ? Joined(line) : LookUp((SubstitutionNode)node)));
        }

        return node.Outcome;
    }

    /// <summary>Resolves a value while it is marked. An exception ends the whole resolution, so nothing is undone for one.</summary>
    private Lazy? Guarded(Node value, Func<Lazy?> resolve)
    {
        bool before = value.InProgress; // the key of a layer can be entered again
        value.InProgress = true;
        _inProgress.Add(value);
        Lazy? outcome = resolve();
        _inProgress.RemoveAt(_inProgress.Count - 1);
        value.InProgress = before;
        return outcome;
    }

    private LazyObject Layered(List<object> layers, HoconOrigin origin)
    {
        LazyObject layered = new(layers, origin, _work);
        return layered.LayerDepth <= Limits.MaxSubstitutionDepth
            ? layered
            : throw new HoconException($"more than {Limits.MaxSubstitutionDepth} objects are based on each other", origin);
    }

    /// <summary>Finishes the inside of a value.</summary>
    private HoconValue Finish(Lazy lazy)
    {
        if (lazy.Value is { } known)
        {
            return known;
        }

        HoconOrigin origin = lazy is LazyObject at ? at.Origin : ((LazyArray)lazy).Origin;
        Nest(origin);
        lazy.InProgress = true;
        HoconValue value = lazy is LazyObject fields ? FinishObject(fields) : FinishArray((LazyArray)lazy);
        lazy.InProgress = false;
        _nesting--;
        if (value.Depth > Limits.MaxDepth)
        {
            throw new HoconException($"objects and arrays nest deeper than {Limits.MaxDepth} levels", origin);
        }

        if (value.NodeCount > Limits.MaxNodes)
        {
            throw new HoconException($"the resolved configuration holds more than {Limits.MaxNodes} values", origin);
        }

        if (value.TextLength > Limits.MaxTextLength)
        {
            throw new HoconException($"the resolved configuration holds more than {Limits.MaxTextLength} characters", origin);
        }

        lazy.Value = value;
        return value;
    }

    private HoconObject FinishObject(LazyObject lazy)
    {
        OrderedDictionary<string, HoconObject.Member> members = new(lazy.Keys.Count);
        ChargeNodes(lazy.Keys.Count, lazy.Origin);
        foreach (string key in lazy.Keys)
        {
            Slot slot = lazy.SlotOf(key)!; // a layer has the key, so there is a slot
            if (Finish(slot) is { } value)
            {
                members.Add(key, new HoconObject.Member(value, slot.KeyOrigin));
            }
        }

        return new HoconObject(members, lazy.Origin);
    }

    private HoconValue? Finish(Slot slot) => Finish(KindOf(slot), slot.Values[^1]);

    private HoconValue? Finish(Lazy? kind, Node written)
    {
        if (kind is not { InProgress: true })
        {
            return kind is null ? null : Finish(kind);
        }

        // The value stands inside of what it refers to.
        return written is SubstitutionNode { IsOptional: true }
            ? null
            : throw new HoconException("the value contains itself: it refers to an object or array around it", written.Origin);
    }

    private HoconArray FinishArray(LazyArray lazy)
    {
        ImmutableArray<HoconValue>.Builder items = ImmutableArray.CreateBuilder<HoconValue>(lazy.Elements.Count);
        foreach (LazyArray part in lazy.Parts)
        {
            HoconArray finished = part.InProgress
                ? throw new HoconException("the array contains itself", lazy.Origin)
                : (HoconArray)Finish(part);
            ChargeNodes(finished.Count, lazy.Origin);
            items.AddRange(finished.Items);
        }

        ChargeNodes(lazy.Elements.Count, lazy.Origin);
        foreach (Node element in lazy.Elements)
        {
            HoconValue? value = element switch
            {
                LiteralNode literal => literal.Value,
                ArrayNode array => Finish(LazyArray.Of(array)),
                ObjectNode fields => Finish(new LazyObject(fields, _work)),
                SlotReference reference => Finish(reference.Slot),
                UnresolvedNode unresolved => Finish(KindOf(unresolved), unresolved),
                _ => throw new ArgumentException($"{element.GetType().Name} is not an element."),
            };
            if (value is not null)
            {
                items.Add(value);
            }
        }

        return new HoconArray(items.DrainToImmutable(), lazy.Origin);
    }

    /// <summary>Counts one level of objects and arrays that are being finished inside each other.</summary>
    private void Nest(HoconOrigin at)
    {
        if (++_nesting > Limits.MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new HoconException($"objects and arrays nest deeper than {Limits.MaxDepth} levels", at);
        }

        _work.Charge(1, at);
    }

    /// <summary>Counts one value that is being looked up on the way to another.</summary>
    private void Follow(HoconOrigin at)
    {
        if (++_following > Limits.MaxSubstitutionDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new HoconException($"substitutions lead to each other in more than {Limits.MaxSubstitutionDepth} steps", at);
        }

        _work.Charge(1, at);
    }

    private void ChargeNodes(int nodes, HoconOrigin at)
    {
        if ((_nodes += nodes) > Limits.MaxNodes)
        {
            throw new HoconException($"the resolved configuration holds more than {Limits.MaxNodes} values", at);
        }
    }
}
