using System.Text;
using System.Text.Json;

namespace Guardian.Shell.Nodes;

/// <summary>Finds the words for a person in an error answer (RFC 9457 problem details, or whatever came).</summary>
internal static class Problem
{
    /// <summary>Longest text shown of an answer that is not problem details, in characters.</summary>
    public const int LongestBody = 500;

    /// <summary>The detail, else the title, else the text of the answer, else its status.</summary>
    public static string Words(ReadOnlyMemory<byte> body, int status, string? reason)
    {
        if (FromJson(body) is { } words)
        {
            return words;
        }

        string text = Encoding.UTF8.GetString(body.Span).Trim();
        return text.Length switch
        {
            0 => string.IsNullOrEmpty(reason) ? $"the node answered with status {status}" : $"the node answered {status} {reason}",
            > LongestBody => text[..LongestBody] + "...",
            _ => text,
        };
    }

    private static string? FromJson(ReadOnlyMemory<byte> body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            JsonElement root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object ? Text(root, "detail") ?? Text(root, "title") ?? Text(root, "message") : null;
        }
        catch (JsonException)
        {
            // A proxy's HTML page or an empty body: the caller shows it as text.
            return null;
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
