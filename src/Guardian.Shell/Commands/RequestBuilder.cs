using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Guardian.Hosting.Palettes;
using Guardian.Shell.Nodes;

namespace Guardian.Shell.Commands;

/// <summary>Makes the API request that a command with its values stands for.</summary>
internal static class RequestBuilder
{
    /// <summary>The option that makes an answer endless, by the palette contract.</summary>
    private const string Follow = "follow";

    /// <summary>Whether a parameter is part of the path.</summary>
    public static bool IsInPath(PaletteCommand command, PaletteParameter parameter) => command.Path.Contains($"{{{parameter.Name}}}", StringComparison.Ordinal);

    /// <summary>Whether the answer is shown as it comes, until it ends or a person ends it.</summary>
    public static bool Follows(PaletteCommand command, ImmutableDictionary<string, string> values) =>
        command.Streams && (values.ContainsKey(Follow) || command.Options.All(option => option.Name != Follow));

    /// <summary>Builds the request. What is not in the path goes to the query (GET) or to the JSON body (POST).</summary>
    public static NodeRequest Build(PaletteCommand command, ImmutableDictionary<string, string> values)
    {
        StringBuilder path = new(command.Path);
        List<PaletteParameter> sent = [];
        foreach (PaletteParameter parameter in (IEnumerable<PaletteParameter>)[.. command.Arguments, .. command.Options])
        {
            if (!values.TryGetValue(parameter.Name, out string? value))
            {
                continue;
            }

            if (IsInPath(command, parameter))
            {
                path.Replace($"{{{parameter.Name}}}", Uri.EscapeDataString(value));
            }
            else
            {
                sent.Add(parameter);
            }
        }

        return command.Method == "POST"
            ? new NodeRequest(true, path.ToString(), Body(sent, values))
            : new NodeRequest(false, path + Query(command.Path, sent, values), default);
    }

    /// <summary>Puts values into the question of a confirmation, so that it names what will be touched.</summary>
    public static string Question(string confirm, ImmutableDictionary<string, string> values) =>
        values.Aggregate(confirm, (text, value) => text.Replace($"{{{value.Key}}}", value.Value, StringComparison.Ordinal));

    private static string Query(string path, List<PaletteParameter> sent, ImmutableDictionary<string, string> values)
    {
        if (sent.Count == 0)
        {
            return "";
        }

        char first = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        return first + string.Join('&', sent.Select(parameter => $"{Uri.EscapeDataString(parameter.Name)}={Uri.EscapeDataString(values[parameter.Name])}"));
    }

    private static ReadOnlyMemory<byte> Body(List<PaletteParameter> sent, ImmutableDictionary<string, string> values)
    {
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter writer = new(buffer);
        writer.WriteStartObject();
        foreach (PaletteParameter parameter in sent)
        {
            string value = values[parameter.Name];
            switch (parameter.Kind)
            {
                case PaletteParameterKind.Flag:
                    writer.WriteBoolean(parameter.Name, true);
                    break;
                case PaletteParameterKind.Number:
                    writer.WriteNumber(parameter.Name, long.Parse(value, CultureInfo.InvariantCulture));
                    break;
                case PaletteParameterKind.Text:
                case PaletteParameterKind.Duration:
                default:
                    writer.WriteString(parameter.Name, value);
                    break;
            }
        }

        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }
}
