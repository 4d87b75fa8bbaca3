using System.Collections.Immutable;
using Guardian.Hosting.Palettes;
using Guardian.Shell.Commands;
using Guardian.Shell.Nodes;

namespace Guardian.Shell.Interactive;

/// <summary>The dim words behind the line: what it stands for, or what is still to come.</summary>
internal static class Hint
{
    /// <summary>The hint for a line; empty when there is nothing to say.</summary>
    public static string For(string line, PaletteSet palettes)
    {
        ImmutableArray<Word> words = WordSplitter.Split(line);
        if (words.IsEmpty)
        {
            return line.Length == 0 ? "Tab completes, 'help' lists the commands" : "";
        }

        Palette? palette = palettes.Find(words[0].Text);
        if (palette is null)
        {
            return "";
        }

        if (words.Length == 1)
        {
            return palette.Summary;
        }

        PaletteCommand? command = palette.Commands.FirstOrDefault(known => known.Name == words[1].Text);
        if (command is null)
        {
            return "";
        }

        int given = words.Skip(2).Count(word => !word.Text.StartsWith("--", StringComparison.Ordinal));
        bool options = words.Skip(2).Any(word => word.Text.StartsWith("--", StringComparison.Ordinal));
        string missing = options ? "" : string.Join(' ', command.Arguments.Skip(given).Select(HelpText.Placeholder));
        return missing.Length == 0 ? command.Summary : $"{missing}  {command.Summary}";
    }
}
