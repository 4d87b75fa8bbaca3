using System.Text.Json;
using System.Text.Json.Serialization;

namespace Guardian.Cluster.Bus;

/// <summary>Writes an enum by name, and reads a name that a newer version made up as the value that stands for it here.</summary>
/// <typeparam name="T">The enum.</typeparam>
/// <param name="unknown">What an unknown name is read as.</param>
internal abstract class TolerantEnumConverter<T>(T unknown) : JsonConverter<T>
    where T : struct, Enum
{
    /// <inheritdoc />
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType != JsonTokenType.String ? throw new JsonException($"a name of {typeof(T).Name} is a text")
        : Enum.TryParse(reader.GetString(), out T value) && Enum.IsDefined(value) ? value
        : unknown;

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
