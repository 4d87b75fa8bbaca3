namespace Guardian.Hocon;

/// <summary>One layer of a configuration: a file or a text.</summary>
/// <remarks>Layers are merged before substitutions are resolved, so a higher layer changes what a lower one refers to.</remarks>
public sealed class HoconSource
{
    private HoconSource(string name, string? content, bool isOptional) => (Name, Content, IsOptional) = (name, content, isOptional);

    /// <summary>The path of the file, or the name of the text in error messages.</summary>
    public string Name { get; }

    /// <summary>Whether a file that does not exist counts as empty.</summary>
    public bool IsOptional { get; }

    internal string? Content { get; }

    /// <summary>A file; <c>.properties</c> files are read as such, every other name as HOCON (which JSON is a part of).</summary>
    /// <param name="path">Path of the file, relative to the current directory.</param>
    /// <param name="optional">Whether the layer is empty when the file does not exist; otherwise that is an error.</param>
    public static HoconSource File(string path, bool optional = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new HoconSource(path, content: null, optional);
    }

    /// <summary>A text, for built-in defaults or command-line overrides.</summary>
    /// <param name="text">HOCON.</param>
    /// <param name="originName">What error messages call it.</param>
    public static HoconSource Text(string text, string? originName = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new HoconSource(originName ?? "(text)", text, isOptional: false);
    }
}
