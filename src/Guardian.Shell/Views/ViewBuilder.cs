using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Guardian.Hosting.Palettes;

namespace Guardian.Shell.Views;

/// <summary>Turns an answer into what a person sees.</summary>
internal static class ViewBuilder
{
    /// <summary>Trees of actors are deeper than the 64 levels a JSON reader takes by default.</summary>
    private static readonly JsonDocumentOptions _options = new() { MaxDepth = 1000 };

    /// <summary>Builds the view.</summary>
    /// <param name="body">The answer.</param>
    /// <param name="result">The form its palette gives it.</param>
    /// <param name="now">For times.</param>
    /// <exception cref="JsonException">The answer is not the JSON it should be.</exception>
    public static View Build(ReadOnlyMemory<byte> body, PaletteResult result, DateTimeOffset now)
    {
        if (result.Kind == PaletteResultKind.Text)
        {
            return new View.Lines(Encoding.UTF8.GetString(body.Span));
        }

        if (body.IsEmpty)
        {
            return new View.Lines("Done.");
        }

        using JsonDocument document = JsonDocument.Parse(body, _options);
        JsonElement root = document.RootElement;
        return result.Kind switch
        {
            PaletteResultKind.Message => Message(root, now),
            PaletteResultKind.Table when Rows(root, result.Rows) is { } rows => Table(null, rows, result.Columns, now),
            PaletteResultKind.Record when root.ValueKind == JsonValueKind.Object => Record(root, result.Columns, now),
            PaletteResultKind.Tree => new View.Tree(root.ValueKind == JsonValueKind.Array ? Nodes(root) : [Node(root)]),
            _ => Any(root, now),
        };
    }

    /// <summary>One line of a stream: the columns of a JSON object, or the line itself.</summary>
    public static string Line(string line, ImmutableArray<PaletteColumn> columns, DateTimeOffset now)
    {
        if (columns.IsEmpty || line.Length == 0 || line[0] != '{')
        {
            return line;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(line, _options);
            return string.Join("  ", columns.Select(column => JsonField.Of(document.RootElement, column.Field, column.Format, now).Text));
        }
        catch (JsonException)
        {
            // A log line that only begins like an object.
            return line;
        }
    }

    private static View Message(JsonElement root, DateTimeOffset now) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty("message", out JsonElement message) && message.ValueKind == JsonValueKind.String
            ? new View.Lines(SafeText.Log(message.GetString()!, colours: false))
            : Any(root, now);

    private static View Any(JsonElement root, DateTimeOffset now) => root.ValueKind switch
    {
        JsonValueKind.Object => Record(root, [], now),
        JsonValueKind.Array when IsTable(root) => Table(null, [.. root.EnumerateArray()], [], now),
        JsonValueKind.Array => new View.Lines(string.Join('\n', root.EnumerateArray().Select(item => ValueFormat.Of(item, PaletteFormat.Text, now).Text))),
        _ => new View.Lines(ValueFormat.Of(root, PaletteFormat.Text, now).Text),
    };

    private static List<JsonElement>? Rows(JsonElement root, string? property)
    {
        JsonElement rows = property is null ? root : JsonField.Find(root, property);
        return rows.ValueKind == JsonValueKind.Array ? [.. rows.EnumerateArray()] : null;
    }

    private static View.Table Table(string? title, List<JsonElement> rows, ImmutableArray<PaletteColumn> columns, DateTimeOffset now)
    {
        if (columns.IsEmpty)
        {
            IEnumerable<JsonElement> objects = rows.Where(row => row.ValueKind == JsonValueKind.Object);
            columns = [.. objects.SelectMany(row => row.EnumerateObject()).Select(field => field.Name).Distinct().Select(Conventional)];
        }

        return new View.Table(
            title,
            [.. columns.Select(column => SafeText.Line(column.Title))],
            [.. rows.Select(row => columns.Select(column => JsonField.Of(row, column.Field, column.Format, now)).ToImmutableArray())]);
    }

    private static View.Record Record(JsonElement root, ImmutableArray<PaletteColumn> columns, DateTimeOffset now)
    {
        ImmutableArray<(string, Cell)>.Builder fields = ImmutableArray.CreateBuilder<(string, Cell)>();
        ImmutableArray<View.Table>.Builder tables = ImmutableArray.CreateBuilder<View.Table>();
        if (columns.IsEmpty)
        {
            columns = [.. Flatten(root, "")];
        }

        foreach (PaletteColumn column in columns)
        {
            JsonElement value = JsonField.Find(root, column.Field);
            if (IsTable(value))
            {
                tables.Add(Table(SafeText.Line(column.Title), [.. value.EnumerateArray()], [], now));
            }
            else
            {
                fields.Add((SafeText.Line(column.Title), JsonField.Of(root, column.Field, column.Format, now) with { IsNumber = false }));
            }
        }

        return new View.Record(fields.ToImmutable(), tables.ToImmutable());
    }

    private static IEnumerable<PaletteColumn> Flatten(JsonElement at, string prefix)
    {
        foreach (JsonProperty field in at.EnumerateObject())
        {
            // A name with a dot in it cannot be told from a path; its object is shown in one line instead.
            bool inner = field.Value.ValueKind == JsonValueKind.Object
                && field.Value.EnumerateObject().Any()
                && field.Value.EnumerateObject().All(child => !child.Name.Contains('.', StringComparison.Ordinal));
            foreach (PaletteColumn column in inner ? Flatten(field.Value, $"{prefix}{field.Name}.") : [Conventional(prefix + field.Name)])
            {
                yield return column;
            }
        }
    }

    private static PaletteColumn Conventional(string field) => new(field, field, ValueFormat.Conventional(field[(field.LastIndexOf('.') + 1)..]));

    private static bool IsTable(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Object);

    private static ImmutableArray<TreeNode> Nodes(JsonElement list) => list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Select(Node)] : [];

    private static TreeNode Node(JsonElement at) =>
        at.ValueKind != JsonValueKind.Object
            ? new TreeNode(ValueFormat.Of(at, PaletteFormat.Text, default).Text, "", [])
            : new TreeNode(String(at, "name"), String(at, "detail"), Nodes(JsonField.Find(at, "children")));

    private static string String(JsonElement at, string name)
    {
        JsonElement value = JsonField.Find(at, name);
        return value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? "" : ValueFormat.Of(value, PaletteFormat.Text, default).Text;
    }
}
