using System.Text.Json;
using System.Text.Json.Serialization;

namespace Guardian.Learning.Patterns;

/// <summary>What a <see cref="TemplateMiner"/> has learned, in a form that can be stored.</summary>
/// <param name="NextId">Id of the next new template.</param>
/// <param name="Templates">Templates, the least recently used first.</param>
/// <param name="Merged">Ids that were merged, the oldest merge first.</param>
public sealed record MinerSnapshot(int NextId, IReadOnlyList<StoredTemplate> Templates, IReadOnlyList<StoredMerge> Merged)
{
    /// <summary>Writes the snapshot as JSON.</summary>
    /// <returns>One line of JSON.</returns>
    public string ToJson() => JsonSerializer.Serialize(this, MinerSnapshotJson.Default.MinerSnapshot);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">JSON.</param>
    /// <returns>The snapshot.</returns>
    /// <exception cref="JsonException">The text is not such JSON.</exception>
    public static MinerSnapshot FromJson(string json) =>
        JsonSerializer.Deserialize(json, MinerSnapshotJson.Default.MinerSnapshot) ?? throw new JsonException("A snapshot of templates must not be null.");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(MinerSnapshot))]
internal sealed partial class MinerSnapshotJson : JsonSerializerContext;
