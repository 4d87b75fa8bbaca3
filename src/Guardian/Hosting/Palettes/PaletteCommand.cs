using System.Collections.Immutable;

namespace Guardian.Hosting.Palettes;

/// <summary>One shell command and the API request it stands for.</summary>
public sealed record PaletteCommand
{
    /// <summary>Second word after <c>pbm</c>, for example <c>restart</c>.</summary>
    public required string Name { get; init; }

    /// <summary>One line for help.</summary>
    public required string Summary { get; init; }

    /// <summary>HTTP method: GET or POST.</summary>
    public required string Method { get; init; }

    /// <summary>Path of the request; <c>{name}</c> is replaced by the argument or option of that name, escaped.</summary>
    /// <value>Starts with <c>/api/v1/</c>.</value>
    public required string Path { get; init; }

    /// <summary>Positional arguments, in order. Those not named in <see cref="Path"/> are sent like options.</summary>
    public ImmutableArray<PaletteParameter> Arguments { get; init; } = [];

    /// <summary>Options, given as <c>--name value</c> or, for flags, <c>--name</c>. Sent in the query (GET) or as JSON object (POST).</summary>
    public ImmutableArray<PaletteParameter> Options { get; init; } = [];

    /// <summary>How the answer is shown to a person; <c>--json</c> prints it unchanged.</summary>
    public required PaletteResult Result { get; init; }

    /// <summary>Asks for confirmation on a terminal when set; <c>--yes</c> answers it.</summary>
    public string? Confirm { get; init; }

    /// <summary>True when <c>--watch</c> makes sense: the shell asks again and again and redraws.</summary>
    public bool Watchable { get; init; }

    /// <summary>
    /// True when the answer never ends by itself if option <c>follow</c> is set (or always, when there is no such option): lines are shown
    /// as they come.
    /// </summary>
    public bool Streams { get; init; }
}
