using System.Collections.Immutable;
using Guardian.Hosting.Palettes;

namespace Guardian.Shell.Commands;

/// <summary>What a line of words asks for.</summary>
internal abstract record CommandLine
{
    private CommandLine()
    {
    }

    /// <summary>Run a command.</summary>
    /// <param name="Palette">Its palette.</param>
    /// <param name="Command">The command.</param>
    /// <param name="Values">Arguments and options by name, as written; a flag is <c>true</c>.</param>
    /// <param name="Json">Print the answer unchanged.</param>
    /// <param name="Yes">The confirmation is given.</param>
    /// <param name="Watch">Ask again at this interval, or null for once.</param>
    internal sealed record Run(
        Palette Palette, PaletteCommand Command, ImmutableDictionary<string, string> Values, bool Json, bool Yes, TimeSpan? Watch) : CommandLine;

    /// <summary>Show help: of everything, of a palette, or of a command.</summary>
    internal sealed record Help(Palette? Palette, PaletteCommand? Command) : CommandLine;

    /// <summary>It cannot be run.</summary>
    /// <param name="Problem">Why, in one line.</param>
    /// <param name="Usage">What would be right; may have several lines.</param>
    internal sealed record Misuse(string Problem, string Usage) : CommandLine;
}
