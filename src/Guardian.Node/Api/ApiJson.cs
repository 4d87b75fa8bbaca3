using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Guardian.Health;
using Guardian.Hosting;
using Guardian.Hosting.Palettes;
using Guardian.Workers;

namespace Guardian.Node.Api;

/// <summary>JSON of the API: camelCase names, enums as camelCase words, null kept (the contract's fields are always there).</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters =
    [
        typeof(CamelCase<WorkerState>),
        typeof(CamelCase<HealthState>),
        typeof(CamelCase<Guardian.Faults.FaultKind>),
        typeof(CamelCase<PaletteParameterKind>),
        typeof(CamelCase<PaletteResultKind>),
        typeof(CamelCase<PaletteFormat>),
    ])]
[JsonSerializable(typeof(ImmutableArray<WorkerStatus>))]
[JsonSerializable(typeof(WorkerDetail))]
[JsonSerializable(typeof(NodeStatus))]
[JsonSerializable(typeof(ImmutableArray<Palette>))]
[JsonSerializable(typeof(ImmutableArray<ActorNode>))]
[JsonSerializable(typeof(ImmutableArray<string>))]
[JsonSerializable(typeof(ApiMessage))]
[JsonSerializable(typeof(ApiProblem))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ApiJson : JsonSerializerContext;

/// <summary>An enum as a camelCase word.</summary>
internal sealed class CamelCase<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase)
    where T : struct, Enum;

/// <summary>An answer that is a sentence.</summary>
/// <param name="Message">The sentence.</param>
internal sealed record ApiMessage(string Message);

/// <summary>Problem details (RFC 9457).</summary>
/// <param name="Title">The kind of problem.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Detail">What is wrong and what to do.</param>
internal sealed record ApiProblem(string Title, int Status, string Detail);
