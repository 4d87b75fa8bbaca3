using System.Globalization;
using System.Text.Json.Nodes;

namespace Guardian.Hocon.Tests;

/// <summary>Random JSON documents.</summary>
internal static class RandomTree
{
    private static readonly string[] s_pieces =
    [
        "a", "B", "key", " ", "  ", ".", "-", "_", "0", "7", "é", "名", "😀", "\"", "\\", "/", "//", "#", "$", "${x}", "{", "}", "[", "]", ",", ":", "=", "+", "\n", "\r", "\t",
        "\u0001", "\u007f", "\u00a0", "\u2028", "true", "null", "include", "\"\"\"", "%", "`", "^", "?", "!", "@", "*", "&",
    ];

    public static JsonNode Document(Random random) => random.Next(8) == 0 ? Array(random, 4) : Object(random, 4);

    public static JsonObject Object(Random random, int depth)
    {
        JsonObject members = [];
        for (int i = random.Next(5); i > 0; i--)
        {
            members[Text(random)] = Value(random, depth - 1);
        }

        return members;
    }

    private static JsonArray Array(Random random, int depth) => new([.. Enumerable.Range(0, random.Next(5)).Select(_ => Value(random, depth - 1))]);

    private static JsonNode? Value(Random random, int depth) => random.Next(depth > 0 ? 8 : 5) switch
    {
        0 => null,
        1 => JsonValue.Create(random.Next(2) == 0),
        2 => JsonNode.Parse(Number(random)),
        3 or 4 => JsonValue.Create(Text(random)),
        5 => Array(random, depth),
        _ => Object(random, depth),
    };

    private static string Number(Random random) => random.Next(4) switch
    {
        0 => random.Next(-1000, 1000).ToString(CultureInfo.InvariantCulture),
        1 => random.NextInt64(long.MinValue, long.MaxValue).ToString(CultureInfo.InvariantCulture),
        2 => $"{random.Next(-9, 10)}.{random.Next(0, 1000):000}",
        _ => $"{random.Next(1, 10)}{(random.Next(2) == 0 ? "" : ".5")}{"eE"[random.Next(2)]}{new[] { "", "+", "-" }[random.Next(3)]}{random.Next(0, 20)}",
    };

    private static string Text(Random random) => string.Concat(Enumerable.Range(0, random.Next(5)).Select(_ => s_pieces[random.Next(s_pieces.Length)]));
}
