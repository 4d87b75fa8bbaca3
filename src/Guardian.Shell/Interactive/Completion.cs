using System.Collections.Immutable;
using Guardian.Hosting.Palettes;
using Guardian.Shell.Commands;
using Guardian.Shell.Nodes;

namespace Guardian.Shell.Interactive;

/// <summary>What can stand at the cursor.</summary>
/// <param name="Start">Where the word begun starts in the line.</param>
/// <param name="Prefix">The word begun, unquoted.</param>
/// <param name="Candidates">Words that begin so.</param>
/// <param name="From">API path of more candidates, or null.</param>
/// <param name="Lead">Kept before what the API gives: <c>--option=</c>, or empty.</param>
internal sealed record Completion(int Start, string Prefix, ImmutableArray<Candidate> Candidates, string? From, string Lead)
{
    private static readonly Candidate[] _builtins = [new("help", "explain commands"), new("exit", "leave the shell")];

    /// <summary>Finds what can stand at the end of a line.</summary>
    /// <param name="line">The line up to the cursor.</param>
    /// <param name="palettes">What the node offers.</param>
    public static Completion At(string line, PaletteSet palettes)
    {
        ImmutableArray<Word> words = WordSplitter.Split(line);
        bool begun = words.Length > 0 && (words[^1].OpenQuote != '\0' || !char.IsWhiteSpace(line[^1]));
        (int start, string prefix) = begun ? (words[^1].Start, words[^1].Text) : (line.Length, "");
        ImmutableArray<string> before = [.. (begun ? words[..^1] : words).Select(word => word.Text)];
        bool help = before is ["help", ..];
        if (help)
        {
            before = before[1..];
        }

        if (before.IsEmpty)
        {
            return Among(start, prefix, [.. palettes.Palettes.Select(palette => new Candidate(palette.Name, palette.Summary)), .. help ? [] : _builtins]);
        }

        Palette? palette = palettes.Find(before[0]);
        if (before.Length == 1 || palette is null)
        {
            return Among(start, prefix, palette is null ? [] : palette.Commands.Select(command => new Candidate(command.Name, command.Summary)));
        }

        PaletteCommand? command = palette.Commands.FirstOrDefault(known => known.Name == before[1]);
        return command is null || help ? Among(start, prefix, []) : InCommand(start, prefix, command, before[2..]);
    }

    /// <summary>Adds what the API gave.</summary>
    public Completion With(IEnumerable<string> values) => this with
    {
        Candidates =
        [
            .. Candidates,
            .. values.Select(value => new Candidate(Lead + value, "")).Where(value => value.Text.StartsWith(Prefix, StringComparison.Ordinal)),
        ],
    };

    /// <summary>The text that replaces the word begun: as much as all candidates share, and a blank behind the only one.</summary>
    /// <returns>The text, or null when it is what stands there already.</returns>
    public string? Insertion()
    {
        if (Candidates.IsEmpty)
        {
            return null;
        }

        string shared = Candidates[0].Text;
        foreach (Candidate candidate in Candidates)
        {
            int length = shared.AsSpan().CommonPrefixLength(candidate.Text);
            shared = shared[..length];
        }

        // Half of a surrogate pair is no character.
        shared = shared.Length > 0 && char.IsHighSurrogate(shared[^1]) ? shared[..^1] : shared;
        bool only = Candidates.All(candidate => candidate.Text == shared);
        return only ? WordSplitter.Quote(shared) + (shared.EndsWith('=') ? "" : " ")
            : shared.Length > Prefix.Length ? WordSplitter.Quote(shared).TrimEnd('\'', '"')
            : null;
    }

    private static Completion InCommand(int start, string prefix, PaletteCommand command, ImmutableArray<string> given)
    {
        int position = 0;
        bool ended = false;
        PaletteParameter? waiting = null;
        foreach (string word in given)
        {
            if (waiting is not null)
            {
                waiting = null;
            }
            else if (!ended && word == "--")
            {
                ended = true;
            }
            else if (!ended && word.StartsWith("--", StringComparison.Ordinal))
            {
                waiting = command.Options.FirstOrDefault(option => option.Kind != PaletteParameterKind.Flag && "--" + option.Name == word);
            }
            else
            {
                position++;
            }
        }

        if (waiting is not null)
        {
            return Values(start, prefix, waiting, "");
        }

        if (!ended && prefix.StartsWith("--", StringComparison.Ordinal) && prefix.IndexOf('=', StringComparison.Ordinal) is > 0 and int equals)
        {
            PaletteParameter? option = command.Options.FirstOrDefault(known => "--" + known.Name == prefix[..equals]);
            return option is null ? Among(start, prefix, []) : Values(start, prefix, option, prefix[..(equals + 1)]);
        }

        if (!ended && (prefix.StartsWith('-') || position >= command.Arguments.Length))
        {
            return Among(start, prefix, HelpText.OptionNames(command).Where(name => !given.Contains(name)).Select(name =>
                new Candidate(name, command.Options.FirstOrDefault(option => "--" + option.Name == name)?.Summary ?? "")));
        }

        return position < command.Arguments.Length ? Values(start, prefix, command.Arguments[position], "") : Among(start, prefix, []);
    }

    private static Completion Values(int start, string prefix, PaletteParameter parameter, string lead) =>
        Among(start, prefix, parameter.Choices.Select(choice => new Candidate(lead + choice, ""))) with { From = parameter.CompleteFrom, Lead = lead };

    private static Completion Among(int start, string prefix, IEnumerable<Candidate> candidates) =>
        new(start, prefix, [.. candidates.Where(candidate => candidate.Text.StartsWith(prefix, StringComparison.Ordinal))], null, "");
}
