using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Guardian.Hocon.Tests;

/// <summary>Writes a JSON document as HOCON, choosing at random among the ways to write the same thing.</summary>
internal sealed class RandomStyle(Random random)
{
    private readonly StringBuilder _hocon = new();

    public static string Write(JsonNode document, Random random)
    {
        RandomStyle style = new(random);
        style.Blank();
        if (document is JsonObject members && random.Next(2) == 0)
        {
            style.Fields(members, path: [], root: true);
        }
        else
        {
            style.Value(document, path: null, root: true);
        }

        style.Blank();
        return style._hocon.ToString();
    }

    private bool Coin => random.Next(2) == 0;

    private void Fields(JsonObject members, List<string>? path, bool root = false)
    {
        int left = members.Count;
        foreach ((string key, JsonNode? value) in members)
        {
            if (random.Next(6) == 0)
            {
                // A value that a later one hides, even if it could not be resolved.
                Field(key, () => _hocon.Append(Coin ? "${does.not.exist}" : "hidden"));
                Separator(last: false);
                if (value is JsonObject)
                {
                    Field(key, () => _hocon.Append("null")); // otherwise the object would merge with what the reference gives
                    Separator(last: false);
                }
            }

            List<string>? inside = path is null ? null : [.. path, key];
            if (value is JsonObject { Count: > 1 } split && Coin)
            {
                // An object in two halves.
                JsonObject first = [], second = [];
                int index = 0;
                foreach ((string name, JsonNode? member) in split)
                {
                    (index++ < split.Count / 2 ? first : second)[name] = member?.DeepClone();
                }

                Field(key, () => Value(first, inside));
                Separator(last: false);
                Field(key, () => Value(second, inside));
            }
            else if (value is JsonObject { Count: 1 } single && Coin)
            {
                // A path of two keys.
                (string name, JsonNode? member) = single.First();
                _hocon.Append(Key(key)).Append('.').Append(Key(name)).Append(" = ");
                Value(member, inside is null ? null : [.. inside, name]);
            }
            else if (value is JsonArray { Count: > 0 } items && Coin)
            {
                Field(key, () => Value(new JsonArray([.. items.SkipLast(1).Select(item => item?.DeepClone())]), path: null));
                Separator(last: false);
                _hocon.Append(Key(key)).Append(" += ");
                Value(items[^1], path: null);
            }
            else if (value is JsonArray again && path is not null && Coin)
            {
                // Appended through a reference to the key itself.
                Field(key, () => _hocon.Append("[]"));
                Separator(last: false);
                Field(key, () =>
                {
                    _hocon.Append("${").Append(Path([.. path, key])).Append("} ");
                    Value(again, path: null);
                });
            }
            else
            {
                Field(key, () => Value(value, inside));
            }

            Separator(last: --left == 0 && !root);
        }
    }

    private void Field(string key, Action value)
    {
        _hocon.Append(Key(key)).Append(Coin ? " " : "").Append("=:"[random.Next(2)]);
        Blank();
        value();
    }

    private void Value(JsonNode? value, List<string>? path, bool root = false)
    {
        switch (value)
        {
            case JsonObject members:
                _hocon.Append('{');
                Blank();
                Fields(members, path);
                _hocon.Append('}');
                break;
            case JsonArray items:
                _hocon.Append('[');
                Blank();
                for (int i = 0; i < items.Count; i++)
                {
                    Value(items[i], path: null);
                    Separator(last: i == items.Count - 1);
                }

                _hocon.Append(']');
                if (!root && random.Next(4) == 0)
                {
                    _hocon.Append(Coin ? " []" : " ${?does.not.exist}");
                }

                break;
            case JsonValue scalar when scalar.GetValueKind() == JsonValueKind.String:
                _hocon.Append(Text(scalar.GetValue<string>()));
                break;
            default:
                _hocon.Append(value?.ToJsonString() ?? "null");
                break;
        }
    }

    private string Text(string text)
    {
        bool plain = text.Length > 0 && text.All(c => char.IsLetter(c) || c is '_' or '/') && !text.Contains("//", StringComparison.Ordinal);
        if (plain && text is not ("true" or "null") && Coin)
        {
            return text;
        }

        if (!text.Contains('"', StringComparison.Ordinal) && text.IndexOf('\0', StringComparison.Ordinal) < 0 && Coin)
        {
            return $"\"\"\"{text}\"\"\"";
        }

        int half = text.Length / 2;
        return half > 0 && !char.IsLowSurrogate(text[half]) && Coin ? Quoted(text[..half]) + "${?does.not.exist}" + Quoted(text[half..]) : Quoted(text);
    }

    private string Key(string key) =>
        key.Length > 0 && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') && key != "include" && Coin ? key : Quoted(key);

    private string Path(List<string> path) => string.Join('.', path.Select(Key));

    private static string Quoted(string text) => JsonSerializer.Serialize(text);

    private void Separator(bool last)
    {
        _hocon.Append(last ? new[] { "", ",", "\n", " # end\n", ",\n" }[random.Next(5)] : new[] { ",", "\n", " , ", " # next\n", "// next\r\n", "\n,", "\n\n" }[random.Next(7)]);
        Blank();
    }

    private void Blank() => _hocon.Append(new[] { "", " ", "\n", "\t\r\n", "# comment = {[\"\n", "\u00a0", "// x\n  " }[random.Next(7)]);
}
