using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using Guardian.Hosting.Palettes;
using Guardian.Shell.Nodes;

namespace Guardian.Shell.Commands;

/// <summary>Reads words against the palettes of a node.</summary>
/// <remarks>
/// The grammar: <c>PALETTE COMMAND (ARGUMENT | --option VALUE | --option=VALUE | --flag)*</c>, in any order after the command;
/// <c>--</c> ends the options. Common options may also stand before the palette. An option that a command declares itself
/// is its own, except <c>--json</c> and <c>--help</c>, which mean the same everywhere.
/// </remarks>
internal static class CommandLineReader
{
    /// <summary>Interval of <c>--watch</c> without a value.</summary>
    public static readonly TimeSpan DefaultWatch = TimeSpan.FromSeconds(2);

    /// <summary>Shortest interval of <c>--watch</c>; a shorter one would load the node for no eye's benefit.</summary>
    public static readonly TimeSpan ShortestWatch = TimeSpan.FromMilliseconds(100);

    private static readonly SearchValues<char> _amount = SearchValues.Create("0123456789.");

    /// <summary>Decides what the words ask for; never throws.</summary>
    public static CommandLine Read(IReadOnlyList<string> words, PaletteSet palettes)
    {
        int at = 0;
        bool json = false, help = false;
        for (; at < words.Count && words[at].StartsWith('-'); at++)
        {
            switch (words[at])
            {
                case "--json":
                    json = true;
                    break;
                case "--help" or "-h":
                    help = true;
                    break;
                default:
                    return new CommandLine.Misuse(
                        $"option '{words[at]}' before the command is not known{Suggestion.For(words[at], ["--json", "--help"])}",
                        HelpText.ProgramUsage);
            }
        }

        if (at == words.Count)
        {
            return help ? new CommandLine.Help(null, null) : new CommandLine.Misuse("no command is given", HelpText.ProgramUsage);
        }

        if (words[at] == "help" && palettes.Find("help") is null)
        {
            help = true;
            at++;
            if (at == words.Count)
            {
                return new CommandLine.Help(null, null);
            }
        }

        if (palettes.Find(words[at]) is not { } palette)
        {
            return new CommandLine.Misuse(
                $"'{words[at]}' is not known to the node{Suggestion.For(words[at], palettes.Palettes.Select(known => known.Name))}",
                HelpText.PaletteNames(palettes));
        }

        at++;
        while (at < words.Count && words[at] is "--json" or "--help" or "-h")
        {
            json |= words[at] == "--json";
            help |= words[at++] != "--json";
        }

        if (at >= words.Count)
        {
            return help ? new CommandLine.Help(palette, null) : new CommandLine.Misuse($"'{palette.Name}' needs a command", HelpText.Palette(palette));
        }

        PaletteCommand? command = palette.Commands.FirstOrDefault(known => known.Name == words[at]);
        if (command is null)
        {
            return new CommandLine.Misuse(
                $"'{palette.Name}' has no command '{words[at]}'{Suggestion.For(words[at], palette.Commands.Select(known => known.Name))}",
                HelpText.Palette(palette));
        }

        return help ? new CommandLine.Help(palette, command) : new Reading(palette, command) { Json = json }.Read(words, at + 1);
    }

    /// <summary>Reads a duration as the shell itself needs it.</summary>
    /// <returns>The duration, or null when the text is none.</returns>
    public static TimeSpan? Duration(string text)
    {
        int unit = text.AsSpan().IndexOfAnyExcept(_amount);
        if (unit <= 0 || !double.TryParse(text.AsSpan(0, unit), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double amount))
        {
            return null;
        }

        // The units of HOCON, which is what the node reads.
        double seconds = text[unit..].Trim() switch
        {
            "ns" or "nano" or "nanos" or "nanosecond" or "nanoseconds" => 1e-9,
            "us" or "micro" or "micros" or "microsecond" or "microseconds" => 1e-6,
            "ms" or "milli" or "millis" or "millisecond" or "milliseconds" => 1e-3,
            "s" or "second" or "seconds" => 1,
            "m" or "minute" or "minutes" => 60,
            "h" or "hour" or "hours" => 3600,
            "d" or "day" or "days" => 86_400,
            _ => double.NaN,
        };
        double total = amount * seconds;
        return total is >= 0 and < 1e10 ? TimeSpan.FromSeconds(total) : null;
    }

    /// <summary>Whether a value fits its parameter.</summary>
    /// <returns>What is wrong, or null.</returns>
    public static string? Check(PaletteParameter parameter, string shown, string value) => parameter switch
    {
        { Choices.Length: > 0 } when !parameter.Choices.Contains(value) =>
            $"{shown} cannot be '{value}'{Suggestion.For(value, parameter.Choices)} (one of {string.Join(", ", parameter.Choices)})",
        { Kind: PaletteParameterKind.Number } when !long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) =>
            $"{shown} must be a whole number, not '{value}'",
        { Kind: PaletteParameterKind.Duration } when Duration(value) is null => $"{shown} must be a duration such as 30s, 5m or 1h, not '{value}'",
        _ => null,
    };

    private sealed class Reading(Palette palette, PaletteCommand command)
    {
        private readonly ImmutableDictionary<string, string>.Builder _values = ImmutableDictionary.CreateBuilder<string, string>();
        private bool _help, _yes;
        private TimeSpan? _watch;
        private int _position;

        public bool Json { get; set; }

        public CommandLine Read(IReadOnlyList<string> words, int at)
        {
            bool optionsEnded = false;
            string? problem = null;
            while (at < words.Count && problem is null)
            {
                string word = words[at++];
                if (!optionsEnded && word == "--")
                {
                    optionsEnded = true;
                }
                else if (!optionsEnded && (word == "-h" || word.StartsWith("--", StringComparison.Ordinal)))
                {
                    problem = Option(word, words, ref at);
                }
                else if (!optionsEnded && word.Length > 1 && word[0] == '-' && !char.IsAsciiDigit(word[1]))
                {
                    problem = Unknown(word);
                }
                else
                {
                    problem = Argument(word);
                }
            }

            if (_help)
            {
                return new CommandLine.Help(palette, command);
            }

            problem ??= Missing() ?? Contradiction();
            return problem is null
                ? new CommandLine.Run(palette, command, _values.ToImmutable(), Json, _yes, _watch)
                : new CommandLine.Misuse(problem, HelpText.Usage(palette, command));
        }

        private string? Option(string word, IReadOnlyList<string> words, ref int at)
        {
            int equals = word.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? word : word[..equals];
            string? value = equals < 0 ? null : word[(equals + 1)..];
            if (name is "--json" or "--help" or "-h")
            {
                Json |= name == "--json";
                _help |= name != "--json";
                return value is null ? null : $"{name} takes no value";
            }

            if (command.Options.FirstOrDefault(option => "--" + option.Name == name) is { } own)
            {
                return Own(own, name, value, words, ref at);
            }

            switch (name)
            {
                case "--yes" when command.Confirm is not null:
                    _yes = true;
                    return value is null ? null : "--yes takes no value";
                case "--watch" when command.Watchable:
                    if (value is null && at < words.Count && Duration(words[at]) is not null)
                    {
                        value = words[at++];
                    }

                    _watch = value is null ? DefaultWatch : Duration(value);
                    return _watch is null || _watch < ShortestWatch ? $"--watch needs an interval of at least 100ms such as 2s, not '{value}'" : null;
                default:
                    return Unknown(name);
            }
        }

        private string? Own(PaletteParameter option, string name, string? value, IReadOnlyList<string> words, ref int at)
        {
            if (_values.ContainsKey(option.Name))
            {
                return $"{name} is given twice";
            }

            if (option.Kind == PaletteParameterKind.Flag)
            {
                _values[option.Name] = "true";
                return value is null ? null : $"{name} takes no value";
            }

            if (value is null)
            {
                if (at == words.Count || words[at].StartsWith("--", StringComparison.Ordinal))
                {
                    return $"{name} needs a value";
                }

                value = words[at++];
            }

            _values[option.Name] = value;
            return Check(option, name, value) ?? PathPart(option, name, value);
        }

        private string? Argument(string word)
        {
            if (_position >= command.Arguments.Length)
            {
                return command.Arguments.IsEmpty
                    ? $"'{palette.Name} {command.Name}' takes no arguments; '{word}' is too much"
                    : $"'{word}' is one argument too many";
            }

            PaletteParameter argument = command.Arguments[_position++];
            string shown = HelpText.Placeholder(argument);
            _values[argument.Name] = word;
            return Check(argument, shown, word) ?? PathPart(argument, shown, word);
        }

        /// <summary>A value that would change the shape of the path would ask something else than what was meant.</summary>
        private string? PathPart(PaletteParameter parameter, string shown, string value) =>
            value is "" or "." or ".." && RequestBuilder.IsInPath(command, parameter) ? $"{shown} cannot be '{value}'" : null;

        private string? Missing()
        {
            foreach (PaletteParameter argument in command.Arguments)
            {
                if ((argument.Required || RequestBuilder.IsInPath(command, argument)) && !_values.ContainsKey(argument.Name))
                {
                    return $"{HelpText.Placeholder(argument)} is missing";
                }
            }

            foreach (PaletteParameter option in command.Options)
            {
                if ((option.Required || RequestBuilder.IsInPath(command, option)) && !_values.ContainsKey(option.Name))
                {
                    return $"--{option.Name} is missing";
                }
            }

            return null;
        }

        private string? Contradiction() =>
            _watch is null ? null
            : Json ? "--watch and --json exclude each other"
            : RequestBuilder.Follows(command, _values.ToImmutable()) ? "--watch and an answer that does not end exclude each other"
            : null;

        private string Unknown(string name) =>
            $"option '{name}' is not known to '{palette.Name} {command.Name}'{Suggestion.For(name, HelpText.OptionNames(command))}";
    }
}
