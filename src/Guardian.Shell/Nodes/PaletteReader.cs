using System.Collections.Immutable;
using System.Text.Json;
using Guardian.Hosting.Palettes;

namespace Guardian.Shell.Nodes;

/// <summary>Reads the palettes a node serves.</summary>
/// <remarks>
/// By hand, for two reasons: <c>pbm</c> starts once per command of a script and a reflecting serializer costs more than the rest
/// of the command; and a node may be newer, so what is not known here (fields, kinds, formats) must degrade, not fail.
/// </remarks>
internal static class PaletteReader
{
    /// <summary>Only paths below this are asked, so that a palette cannot send the token elsewhere.</summary>
    public const string PathPrefix = "/api/v1/";

    /// <summary>Reads the answer of <c>GET /api/v1/palettes</c>.</summary>
    /// <exception cref="JsonException">It is no JSON array.</exception>
    public static PaletteSet Read(ReadOnlyMemory<byte> json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Array)
        {
            throw new JsonException("the palettes are no JSON array");
        }

        List<Palette> palettes = [];
        ImmutableArray<string>.Builder problems = ImmutableArray.CreateBuilder<string>();
        foreach (JsonElement element in document.RootElement.EnumerateArray())
        {
            if (Text(element, "name") is not { Length: > 0 } name)
            {
                problems.Add("a palette without a name");
                continue;
            }

            ImmutableArray<PaletteCommand> commands = ReadCommands(name, element, problems);
            int known = palettes.FindIndex(palette => palette.Name == name);
            if (known < 0)
            {
                palettes.Add(new Palette(name, Text(element, "summary") ?? "", commands));
            }
            else
            {
                // An extension may add commands to a palette of the node; the node's own command wins.
                Palette first = palettes[known];
                palettes[known] = first with { Commands = [.. first.Commands, .. commands.Where(added => first.Commands.All(own => own.Name != added.Name))] };
            }
        }

        return new PaletteSet([.. palettes], problems.ToImmutable());
    }

    private static ImmutableArray<PaletteCommand> ReadCommands(string palette, JsonElement element, ImmutableArray<string>.Builder problems)
    {
        ImmutableArray<PaletteCommand>.Builder commands = ImmutableArray.CreateBuilder<PaletteCommand>();
        foreach (JsonElement at in Items(element, "commands"))
        {
            string name = Text(at, "name") ?? "", path = Text(at, "path") ?? "", method = (Text(at, "method") ?? "").ToUpperInvariant();
            string? problem =
                name.Length == 0 ? "has no name"
                : !path.StartsWith(PathPrefix, StringComparison.Ordinal) ? $"has path '{path}', which does not start with {PathPrefix}"
                : method is not ("GET" or "POST") ? $"has method '{method}'; GET and POST are known"
                : null;
            if (problem is not null)
            {
                problems.Add($"{palette} {name}: {problem}");
                continue;
            }

            commands.Add(new PaletteCommand
            {
                Name = name,
                Summary = Text(at, "summary") ?? "",
                Method = method,
                Path = path,
                Arguments = ReadParameters(at, "arguments"),
                Options = ReadParameters(at, "options"),
                Result = ReadResult(at),
                Confirm = Text(at, "confirm"),
                Watchable = Flag(at, "watchable"),
                Streams = Flag(at, "streams"),
            });
        }

        return commands.ToImmutable();
    }

    private static ImmutableArray<PaletteParameter> ReadParameters(JsonElement command, string list) =>
        [.. Items(command, list).Where(at => !string.IsNullOrEmpty(Text(at, "name"))).Select(at => new PaletteParameter
        {
            Name = Text(at, "name")!,
            Summary = Text(at, "summary") ?? "",
            Kind = Text(at, "kind") switch
            {
                "number" => PaletteParameterKind.Number,
                "flag" => PaletteParameterKind.Flag,
                "duration" => PaletteParameterKind.Duration,
                _ => PaletteParameterKind.Text,
            },
            Required = Flag(at, "required"),
            Choices = [.. Items(at, "choices").Where(choice => choice.ValueKind == JsonValueKind.String).Select(choice => choice.GetString()!)],
            CompleteFrom = Text(at, "completeFrom") is { } path && path.StartsWith(PathPrefix, StringComparison.Ordinal) ? path : null,
        })];

    private static PaletteResult ReadResult(JsonElement command)
    {
        if (!command.TryGetProperty("result", out JsonElement result))
        {
            return new PaletteResult(PaletteResultKind.Text);
        }

        PaletteResultKind kind = Text(result, "kind") switch
        {
            "message" => PaletteResultKind.Message,
            "table" => PaletteResultKind.Table,
            "record" => PaletteResultKind.Record,
            "tree" => PaletteResultKind.Tree,
            _ => PaletteResultKind.Text,
        };
        ImmutableArray<PaletteColumn> columns =
        [
            .. Items(result, "columns")
                .Where(at => !string.IsNullOrEmpty(Text(at, "field")))
                .Select(at => new PaletteColumn(Text(at, "title") ?? Text(at, "field")!, Text(at, "field")!, ReadFormat(Text(at, "format")))),
        ];
        return new PaletteResult(kind, columns, Text(result, "rows"));
    }

    private static PaletteFormat ReadFormat(string? format) => format switch
    {
        "state" => PaletteFormat.State,
        "bytes" => PaletteFormat.Bytes,
        "percent" => PaletteFormat.Percent,
        "ago" => PaletteFormat.Ago,
        "since" => PaletteFormat.Since,
        "flag" => PaletteFormat.Flag,
        "seconds" => PaletteFormat.Seconds,
        _ => PaletteFormat.Text,
    };

    private static JsonElement.ArrayEnumerator Items(JsonElement at, string name) =>
        at.ValueKind == JsonValueKind.Object && at.TryGetProperty(name, out JsonElement list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray() : default;

    private static string? Text(JsonElement at, string name) =>
        at.ValueKind == JsonValueKind.Object && at.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static bool Flag(JsonElement at, string name) =>
        at.ValueKind == JsonValueKind.Object && at.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.True;
}
