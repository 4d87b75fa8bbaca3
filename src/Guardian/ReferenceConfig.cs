using Guardian.Hocon;

namespace Guardian;

/// <summary>The reference configuration: every key with its meaning and its default, built into the program.</summary>
public static class ReferenceConfig
{
    /// <summary>Its name in messages.</summary>
    public const string Name = "reference.conf";

    /// <summary>Its text, as in <c>hocon/reference.conf</c>.</summary>
    public static string Text { get; } = ReadText();

    /// <summary>Reads a person's configuration over the reference.</summary>
    /// <param name="above">The layers over it, lowest first; usually one file.</param>
    /// <returns>The whole, resolved.</returns>
    /// <exception cref="HoconException">A layer cannot be read, is not HOCON, or the whole cannot be resolved.</exception>
    public static HoconConfig Under(params IEnumerable<HoconSource> above) =>
        HoconParser.ParseLayers([HoconSource.Text(Text, Name), .. above]);

    private static string ReadText()
    {
        using Stream stream = typeof(ReferenceConfig).Assembly.GetManifestResourceStream(Name)
            ?? throw new InvalidOperationException($"{Name} is not built in");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
