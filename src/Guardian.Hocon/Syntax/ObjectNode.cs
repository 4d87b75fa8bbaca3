namespace Guardian.Hocon.Syntax;

/// <summary>An object as written: each key with the values given to it, lowest first.</summary>
internal sealed class ObjectNode(HoconOrigin origin) : Node(origin)
{
    public OrderedDictionary<string, Field> Fields { get; } = [];

    /// <summary>Gives a value to the key at a path, making the objects on the way.</summary>
    public void Define(ReadOnlySpan<string> path, Node value, HoconOrigin keyOrigin)
    {
        ObjectNode at = this;
        foreach (string key in path[..^1])
        {
            Field way = at.FieldOf(key);
            if (way.Top is not ObjectNode next)
            {
                next = new ObjectNode(keyOrigin);
                way.Push(next, keyOrigin);
            }

            way.KeyOrigin = keyOrigin;
            next.Origin = keyOrigin;
            at = next;
        }

        at.FieldOf(path[^1]).Push(value, keyOrigin);
    }

    /// <summary>Lays a later object over this one. The other is used up.</summary>
    public void MergeFrom(ObjectNode above)
    {
        Origin = above.Origin;
        foreach ((string key, Field field) in above.Fields)
        {
            if (Fields.TryGetValue(key, out Field? mine))
            {
                foreach (Node value in field.Values)
                {
                    mine.Push(value, field.KeyOrigin);
                }
            }
            else
            {
                Fields.Add(key, field);
            }
        }
    }

    private Field FieldOf(string key)
    {
        if (!Fields.TryGetValue(key, out Field? field))
        {
            Fields.Add(key, field = new Field());
        }

        return field;
    }
}
