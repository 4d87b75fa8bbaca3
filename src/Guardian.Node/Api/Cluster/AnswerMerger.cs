using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Guardian.Cluster;
using Microsoft.AspNetCore.Http;

namespace Guardian.Node.Api.Cluster;

/// <summary>Makes one answer of those of several nodes. Pure.</summary>
internal static class AnswerMerger
{
    /// <summary>Property that says which node a row or record is of.</summary>
    private const string NodeProperty = "node";

    /// <summary>Property of a worker: other nodes that have one of that name.</summary>
    private const string AlsoOnProperty = "alsoOn";

    private const string JsonType = "application/json; charset=utf-8";

    private static readonly JsonDocumentOptions s_deep = new() { MaxDepth = 1000 }; // trees of actors

    /// <summary>Answers of the API hold the letters of people's own words; none of it goes into HTML.</summary>
    private static readonly JsonWriterOptions s_readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1000 };

    /// <summary>Merges answers that are <see cref="NodeAnswer.Ok"/>.</summary>
    /// <param name="rule">How.</param>
    /// <param name="limit">Most rows; 0 for all.</param>
    /// <param name="answers">In the order that ties keep.</param>
    /// <param name="unreadable">Nodes whose answer has another form; they are left out.</param>
    /// <returns>The answer.</returns>
    public static RemoteAnswer Merge(RouteRule rule, int limit, IReadOnlyList<NodeAnswer> answers, out ImmutableArray<string> unreadable)
    {
        if (rule.Form == AnswerForm.Text)
        {
            unreadable = [];
            return Text(answers);
        }

        ImmutableArray<string>.Builder strange = ImmutableArray.CreateBuilder<string>();
        List<JsonDocument> documents = [];
        List<(string Node, JsonElement Root)> roots = [];
        try
        {
            foreach (NodeAnswer answer in answers)
            {
                if (Parse(answer, rule) is { } document)
                {
                    documents.Add(document);
                    roots.Add((answer.Node, document.RootElement));
                }
                else
                {
                    strange.Add(answer.Node);
                }
            }

            unreadable = strange.ToImmutable();
            return new RemoteAnswer(StatusCodes.Status200OK, JsonType, Write(writer => WriteAll(writer, rule, limit, roots)));
        }
        finally
        {
            documents.ForEach(static document => document.Dispose());
        }
    }

    /// <summary>A record with its node, and the other nodes that have one of that name.</summary>
    /// <param name="answer">A JSON object; anything else is left as it is.</param>
    /// <param name="alsoOn">The others; null to leave them out.</param>
    /// <returns>The answer.</returns>
    public static RemoteAnswer Named(NodeAnswer answer, ImmutableArray<string>? alsoOn)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(answer.Answer.Body, s_deep);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return answer.Answer;
            }

            return answer.Answer with
            {
                Body = Write(writer =>
                {
                    writer.WriteStartObject();
                    WriteNamed(writer, answer.Node, document.RootElement);
                    if (alsoOn is { } others)
                    {
                        writer.WriteStartArray(AlsoOnProperty);
                        foreach (string other in others)
                        {
                            writer.WriteStringValue(other);
                        }

                        writer.WriteEndArray();
                    }

                    writer.WriteEndObject();
                }),
            };
        }
        catch (JsonException)
        {
            // Shown as it came.
            return answer.Answer;
        }
    }

    /// <summary>What several nodes said to a command: a line for each, and the worst status.</summary>
    /// <param name="answers">At least one.</param>
    /// <returns>The answer.</returns>
    public static RemoteAnswer Sentences(IReadOnlyList<NodeAnswer> answers)
    {
        string words = string.Join('\n', answers.Select(answer => $"{answer.Node}: {answer.Sentence()}"));
        int worst = answers.Max(answer => answer.Answer.Status);
        return worst is >= 200 and < 300
            ? ApiAnswers.Message(words, worst)
            : NodeAnswer.Problem(worst, answers.Any(answer => answer.Ok) ? "done on some nodes only" : "refused", words);
    }

    /// <summary>An answer with words behind its sentence.</summary>
    public static RemoteAnswer WithMore(RemoteAnswer answer, string more)
    {
        string words = new NodeAnswer(string.Empty, answer, Reached: true).Sentence() + more;
        return answer.Status is >= 200 and < 300
            ? ApiAnswers.Message(words, answer.Status)
            : NodeAnswer.Problem(answer.Status, TitleOf(answer), words);
    }

    private static string TitleOf(RemoteAnswer answer) => answer.Status switch
    {
        StatusCodes.Status404NotFound => "unknown name",
        StatusCodes.Status409Conflict => "refused",
        _ => "failed",
    };

    private static RemoteAnswer Text(IReadOnlyList<NodeAnswer> answers)
    {
        if (answers is [{ } only])
        {
            return only.Answer;
        }

        StringBuilder text = new();
        foreach (NodeAnswer answer in answers)
        {
            using StringReader lines = new(Encoding.UTF8.GetString(answer.Answer.Body.Span));
            while (lines.ReadLine() is { } line)
            {
                text.Append(LineMerger.Prefix(answer.Node)).Append(line).Append('\n');
            }
        }

        return new RemoteAnswer(StatusCodes.Status200OK, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static JsonDocument? Parse(NodeAnswer answer, RouteRule rule)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(answer.Answer.Body, s_deep);
        }
        catch (JsonException)
        {
            // A node of another version; the caller names it.
            return null;
        }

        JsonElement root = document.RootElement;
        bool fits = rule switch
        {
            { Form: AnswerForm.Rows, RowsIn: { } rows } =>
                root.ValueKind == JsonValueKind.Object && root.TryGetProperty(rows, out JsonElement inner) && All(inner, JsonValueKind.Object),
            { Form: AnswerForm.Rows or AnswerForm.Tree } => All(root, JsonValueKind.Object),
            { Form: AnswerForm.Names } => All(root, JsonValueKind.String),
            _ => root.ValueKind == JsonValueKind.Object,
        };
        if (fits)
        {
            return document;
        }

        document.Dispose();
        return null;
    }

    private static bool All(JsonElement list, JsonValueKind kind) =>
        list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(element => element.ValueKind == kind);

    private static void WriteAll(Utf8JsonWriter writer, RouteRule rule, int limit, List<(string Node, JsonElement Root)> roots)
    {
        switch (rule)
        {
            case { Form: AnswerForm.Rows, RowsIn: { } inner }:
                writer.WriteStartObject();
                writer.WritePropertyName(inner);
                WriteRows(writer, rule, limit, [.. roots.Select(root => (root.Node, root.Root.GetProperty(inner)))]);

                // What else one node says of its rows, such as totals, is its own; of several nodes there are the rows.
                foreach (JsonProperty rest in roots is [{ } only] ? only.Root.EnumerateObject().Where(property => !property.NameEquals(inner)) : [])
                {
                    rest.WriteTo(writer);
                }

                writer.WriteEndObject();
                break;
            case { Form: AnswerForm.Rows }:
                WriteRows(writer, rule, limit, roots);
                break;
            case { Form: AnswerForm.Names }:
                writer.WriteStartArray();
                foreach (string name in roots.SelectMany(root => root.Root.EnumerateArray()).Select(name => name.GetString()!).Distinct(StringComparer.Ordinal))
                {
                    writer.WriteStringValue(name);
                }

                writer.WriteEndArray();
                break;
            case { Form: AnswerForm.Tree }:
                writer.WriteStartArray();
                foreach ((string node, JsonElement root) in roots)
                {
                    writer.WriteStartObject();
                    writer.WriteString("name", node);
                    writer.WriteString("detail", "node");
                    writer.WritePropertyName("children");
                    root.WriteTo(writer);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                break;
            default:
                WriteRows(writer, rule, limit, roots, single: true);
                break;
        }
    }

    private static void WriteRows(Utf8JsonWriter writer, RouteRule rule, int limit, List<(string Node, JsonElement Root)> roots, bool single = false)
    {
        IEnumerable<(string Node, JsonElement Row)> rows = single ? roots : roots.SelectMany(root => root.Root.EnumerateArray().Select(row => (root.Node, row)));
        if (rule.OrderBy is { } key)
        {
            // Each node has ordered its own already; a stable order keeps what it did with equals.
            rows = rule.NewestFirst
                ? rows.OrderByDescending(row => Time(row.Row, key))
                : rows.OrderBy(row => Value(row.Row, key), StringComparer.Ordinal);
        }

        writer.WriteStartArray();
        foreach ((string node, JsonElement row) in limit > 0 ? rows.Take(limit) : rows)
        {
            writer.WriteStartObject();
            WriteNamed(writer, node, row);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteNamed(Utf8JsonWriter writer, string node, JsonElement row)
    {
        writer.WriteString(NodeProperty, node);
        foreach (JsonProperty property in row.EnumerateObject().Where(property => !property.NameEquals(NodeProperty)))
        {
            property.WriteTo(writer);
        }
    }

    private static string Value(JsonElement row, string key) =>
        row.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : string.Empty;

    private static DateTimeOffset Time(JsonElement row, string key) =>
        row.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out DateTimeOffset at)
            ? at
            : DateTimeOffset.MinValue;

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, s_readable))
        {
            write(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }
}
