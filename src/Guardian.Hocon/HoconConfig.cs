namespace Guardian.Hocon;

/// <summary>A resolved configuration. Immutable.</summary>
public sealed class HoconConfig
{
    internal HoconConfig(HoconValue root) => Root = root;

    /// <summary>The configuration without any key.</summary>
    public static HoconConfig Empty { get; } = new(HoconObject.Empty);

    /// <summary>The whole tree: an object, or an array where the file holds one.</summary>
    public HoconValue Root { get; }

    /// <summary>Adds what <paramref name="other"/> holds and this lacks.</summary>
    /// <remarks>
    /// Both are already resolved: a value here does not change what a substitution in <paramref name="other"/> gave. For that, read
    /// both with <see cref="HoconParser.ParseLayers"/>.
    /// </remarks>
    public HoconConfig WithFallback(HoconConfig other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new HoconConfig(HoconObject.Merge(other.Root, Root));
    }

    /// <summary>Renders the configuration as JSON.</summary>
    /// <remarks>Keys stand in the order of their first definition, numbers as written, letters without escapes beyond JSON's own.</remarks>
    public string ToJson(bool indented) => Root.ToJson(indented);

    /// <summary>Opens the object at <paramref name="path"/> for typed reading.</summary>
    /// <param name="path">A path expression such as <c>guardian.workers</c>; the empty text is the root.</param>
    /// <param name="problems">Collects what is wrong or missing, in this section and those opened from it.</param>
    /// <returns>The section; when it is missing or not an object, that is a problem and the section is empty.</returns>
    /// <exception cref="HoconException"><paramref name="path"/> is not a path expression.</exception>
    public HoconSection Section(string path, ConfigProblems problems)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(problems);
        HoconSection at = HoconSection.AtRoot(Root, problems);
        foreach (string key in Syntax.HoconPath.Parse(path))
        {
            at = at.Section(key);
        }

        return at;
    }
}
