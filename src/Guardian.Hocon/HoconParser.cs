using Guardian.Hocon.Resolving;
using Guardian.Hocon.Syntax;

namespace Guardian.Hocon;

/// <summary>Reads HOCON: parses files and texts with their includes, merges them, and resolves substitutions.</summary>
/// <remarks>
/// Deviations from the public specification are on the side of refusing: <c>include url(...)</c>, <c>classpath(...)</c> and
/// <c>package(...)</c> are errors. Every input ends in bounded time and memory (<see cref="HoconLimits"/>), in a result or in a
/// <see cref="HoconException"/>. Where the specification leaves the outcome of cycles open, the key written first decides.
/// </remarks>
public static class HoconParser
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="HoconException">The file cannot be read, is not HOCON, or cannot be resolved.</exception>
    public static HoconConfig ParseFile(string path, HoconOptions? options = null) => ParseLayers([HoconSource.File(path)], options);

    /// <summary>Reads a text.</summary>
    /// <param name="text">HOCON.</param>
    /// <param name="originName">What error messages call the text.</param>
    /// <param name="options">How to read it.</param>
    /// <exception cref="HoconException">The text is not HOCON or cannot be resolved.</exception>
    public static HoconConfig ParseText(string text, string? originName = null, HoconOptions? options = null) =>
        ParseLayers([HoconSource.Text(text, originName)], options);

    /// <summary>Reads several layers, merges them unresolved, then resolves.</summary>
    /// <remarks>So a user's value is also seen by the defaults that refer to it.</remarks>
    /// <param name="lowestFirst">The layers; a later one overrides or merges with the ones before, as a later duplicate key would.</param>
    /// <param name="options">How to read them.</param>
    /// <exception cref="HoconException">A layer cannot be read, is not HOCON, or the whole cannot be resolved.</exception>
    public static HoconConfig ParseLayers(IEnumerable<HoconSource> lowestFirst, HoconOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(lowestFirst);
        options ??= HoconOptions.Default;
        SourceLoader loader = new(options);
        Node? merged = null;
        foreach (HoconSource source in lowestFirst)
        {
            Node layer = loader.Load(source);
            switch (merged, layer)
            {
                case (null, _):
                    merged = layer;
                    break;
                case (ObjectNode below, ObjectNode above):
                    below.MergeFrom(above);
                    break;
                default:
                    HoconOrigin wrong = layer is ObjectNode ? merged.Origin : layer.Origin;
                    throw new HoconException("expected an object at the root: an array cannot be merged with other layers", wrong);
            }
        }

        return merged is null ? HoconConfig.Empty : new HoconConfig(Resolver.Resolve(merged, options));
    }
}
