using System.Globalization;
using Guardian.Hocon.Syntax;

namespace Guardian.Hocon.Resolving;

/// <content>Looking up, joining and appending.</content>
internal sealed partial class Resolver
{
    private Lazy? LookUp(SubstitutionNode substitution)
    {
        bool cut = false;
        foreach (string[] root in substitution.Scopes)
        {
            if (Find([.. root, .. substitution.Path], ref cut) is { } found)
            {
                return found;
            }
        }

        if (_options.ResolveEnvironment && FromEnvironment(substitution) is { } variable)
        {
            return variable;
        }

        if (substitution.IsOptional)
        {
            return null;
        }

        if (_options.AllowUnresolved || (!_options.ResolveEnvironment && CouldBeVariable(substitution)))
        {
            return new LazyScalar(new HoconString(substitution.ToString(), substitution.Origin));
        }

        string where = _options.ResolveEnvironment && CouldBeVariable(substitution) ? ", in the configuration or the environment" : "";
        throw new HoconException(
            cut ? $"{substitution} leads back to itself, and nothing was defined before it" : $"{substitution} is not defined{where}",
            substitution.Origin);
    }

    private static bool CouldBeVariable(SubstitutionNode substitution) =>
        substitution.Path is [var name] && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    /// <summary>Follows a path from the root, opening only the objects on it.</summary>
    private Lazy? Find(string[] path, ref bool cut)
    {
        LazyObject at = _root;
        Lazy? found = at;
        foreach (string key in path)
        {
            if (found is not LazyObject next || next.SlotOf(key) is not { } slot)
            {
                return null;
            }

            (int visible, bool provisional) = slot.Visible(_inProgress);
            cut |= provisional || visible < slot.Values.Count;
            found = KindOf(slot);
        }

        return found;
    }

    private Lazy? FromEnvironment(SubstitutionNode substitution)
    {
        string name = string.Join('.', substitution.Path);
        if (name.Length == 0 || name.AsSpan().ContainsAny('=', '\0'))
        {
            return null; // no variable can have that name
        }

        if (!substitution.IsList)
        {
            return _options.Environment(name) is { } value ? new LazyScalar(Variable(value, substitution)) : null;
        }

        List<Node> items = [];
        while (_options.Environment(string.Create(CultureInfo.InvariantCulture, $"{name}_{items.Count}")) is { } item)
        {
            ChargeNodes(1, substitution.Origin);
            items.Add(new LiteralNode(Variable(item, substitution)));
        }

        return items.Count == 0 ? null : new LazyArray(items, substitution.Origin);
    }

    private HoconString Variable(string value, SubstitutionNode substitution)
    {
        ChargeText(value.Length, substitution.Origin);
        return new HoconString(value, substitution.Origin);
    }

    private LazyArray Appended(AppendNode append, Slot slot)
    {
        // The node is marked, so the slot shows only what is below it.
        Lazy? below = KindOf(slot) ?? (append.Self is { } self ? KindOf(self) : null);
        LazyArray added = new(append.Items, append.Origin);
        return below is null ? added : new LazyArray([AsArray(below, append.Origin), added], append.Origin);
    }

    private LazyArray AsArray(Lazy value, HoconOrigin at)
    {
        switch (value)
        {
            case LazyArray array:
                return array;
            case LazyObject fields:
                List<Node> items = [.. HoconObject.NumericKeys(fields.Keys).Select(key => new SlotReference(fields.SlotOf(key)!))];
                ChargeNodes(items.Count, at);
                return items.Count > 0 ? new LazyArray(items, fields.Origin)
                    : throw new HoconException("expected an array to append to, found an object", at);
            default:
                throw new HoconException($"expected an array to append to, found {((LazyScalar)value).KindInWords}", at);
        }
    }

    private Lazy? Joined(ConcatenationNode line)
    {
        List<(Lazy Value, Node Written)> parts = [];
        foreach (Node piece in line.Pieces)
        {
            Lazy? part = piece switch
            {
                LiteralNode literal => new LazyScalar(literal.Value),
                BlankNode => null,
                ArrayNode array => LazyArray.Of(array),
                ObjectNode fields => new LazyObject(fields, _work),
                UnresolvedNode unresolved => KindOf(unresolved),
                _ => throw new ArgumentException($"{piece.GetType().Name} cannot be joined."),
            };
            if (part is not null)
            {
                parts.Add((part, piece));
            }
        }

        if (parts.Count == 0)
        {
            return null; // all of them optional and undefined: as if the line were not there
        }

        if (parts.TrueForAll(part => part.Value is LazyScalar))
        {
            return JoinedText(line);
        }

        if (parts.Find(part => part.Value is LazyScalar) is { Value: LazyScalar scalar, Written: { } where })
        {
            string rule = $"expected values of one kind on a line: {scalar.KindInWords} cannot be joined with an object or array";
            throw new HoconException(rule, where.Origin);
        }

        if (parts.Count == 1)
        {
            return parts[0].Value;
        }

        if (parts.Exists(part => part.Value is LazyArray))
        {
            return new LazyArray([.. parts.Select(part => AsArray(part.Value, part.Written.Origin))], line.Origin);
        }

        List<object> layers = [.. parts.Select(part => part.Written is ObjectNode written ? (object)written : part.Value)];
        return Layered(layers, line.Origin);
    }

    private LazyScalar JoinedText(ConcatenationNode line)
    {
        // The parts were resolved before; an undefined one leaves no text, but the blanks around it stay.
        string[] texts = [.. line.Pieces.Select(piece => piece switch
        {
            BlankNode blank => blank.Text,
            LiteralNode literal => literal.Value.Text ?? "null",
            UnresolvedNode { Outcome: LazyScalar scalar } => scalar.Text,
            _ => "",
        })];
        ChargeText(texts.Sum(text => (long)text.Length), line.Origin);
        return new LazyScalar(new HoconString(string.Concat(texts), line.Origin));
    }

    private void ChargeText(long characters, HoconOrigin at)
    {
        if ((_characters += characters) > Limits.MaxTextLength)
        {
            throw new HoconException($"the resolved configuration holds more than {Limits.MaxTextLength} characters", at);
        }
    }
}
