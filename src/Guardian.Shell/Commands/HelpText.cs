using System.Text;
using Guardian.Hosting.Palettes;
using Guardian.Shell.Nodes;

namespace Guardian.Shell.Commands;

/// <summary>The words of help, as plain text.</summary>
internal static class HelpText
{
    /// <summary>The form of every call.</summary>
    public const string ProgramUsage =
        "usage: pbm [ADDRESS] PALETTE COMMAND [ARGS] [--json]\n" +
        "'pbm help' lists the commands of the node; 'pbm --help' explains pbm.\n";

    /// <summary>What <c>pbm --help</c> prints; needs no node.</summary>
    public const string Program = """
        pbm - administration shell of a Guardian node

        usage: pbm [ADDRESS] PALETTE COMMAND [ARGS] [--json]
               pbm [ADDRESS] help [PALETTE [COMMAND]]
               pbm [ADDRESS]
               pbm --help | --version

        ADDRESS        unix:PATH or host:port; without one, GUARDIAN_NODE, then unix:./data/guardian.sock
        PALETTE        a group of commands, such as worker; the node says which there are: pbm help
        no command     on a terminal an interactive shell with completion (Tab), history (Up, Ctrl-R) and hints;
                       otherwise commands are read from standard input, one a line, up to the first that fails

        Options of every command:
          --json             print the answer of the node's API unchanged
          --help, -h         explain the command
          --watch [2s]       show it again and again in place until Ctrl-C (commands that say so; terminal only)
          --yes              do not ask for confirmation (commands that ask; needed when there is no terminal)

        Exit codes: 0 done, 1 refused or failed, 2 usage, 3 node not reachable

        Environment:
          GUARDIAN_NODE      the node, when no ADDRESS is given
          GUARDIAN_TOKEN     the token for a node on TCP
          NO_COLOR           plain text on a terminal too

        Examples:
          pbm worker list --watch
          pbm unix:/run/guardian/guardian.sock worker restart mailer
          pbm node7:9110 worker list --json

        """;

    /// <summary>All commands of a node.</summary>
    public static string Palettes(PaletteSet palettes)
    {
        StringBuilder text = new("Commands of this node ('help PALETTE COMMAND' explains one):\n");
        foreach (Palette palette in palettes.Palettes)
        {
            text.Append('\n').Append(palette.Name);
            if (palette.Summary.Length > 0)
            {
                text.Append(" - ").Append(palette.Summary);
            }

            text.Append('\n').Append(Commands(palette));
        }

        foreach (string problem in palettes.Problems)
        {
            text.Append("\nleft out: ").Append(problem);
        }

        return (palettes.Problems.IsEmpty ? text : text.Append('\n')).ToString();
    }

    /// <summary>The names of the palettes, for a message.</summary>
    public static string PaletteNames(PaletteSet palettes) =>
        palettes.Palettes.IsEmpty ? "the node offers no commands\n" : $"known: {string.Join(", ", palettes.Palettes.Select(palette => palette.Name))}\n";

    /// <summary>The commands of a palette.</summary>
    public static string Palette(Palette palette) => $"usage: pbm {palette.Name} COMMAND [ARGS]\n\n{Commands(palette)}";

    /// <summary>All about a command.</summary>
    public static string Command(Palette palette, PaletteCommand command)
    {
        StringBuilder text = new();
        text.Append(palette.Name).Append(' ').Append(command.Name).Append(" - ").Append(command.Summary).Append("\n\n").Append(Usage(palette, command));
        if (!command.Arguments.IsEmpty)
        {
            text.Append("\nArguments:\n").Append(Columns(command.Arguments.Select(argument => (Placeholder(argument), Describe(argument)))));
        }

        List<(string, string)> options = [.. command.Options.Select(option => ($"--{option.Name}{ValueOf(option)}", Describe(option)))];
        options.Add(("--json", "print the answer of the node's API unchanged"));
        if (command.Watchable)
        {
            options.Add(("--watch [2s]", "show it again and again in place until Ctrl-C"));
        }

        if (command.Confirm is not null)
        {
            options.Add(("--yes", "do not ask for confirmation"));
        }

        return text.Append("\nOptions:\n").Append(Columns(options)).ToString();
    }

    /// <summary>One line that shows the form of a command.</summary>
    public static string Usage(Palette palette, PaletteCommand command)
    {
        StringBuilder text = new($"usage: pbm {palette.Name} {command.Name}");
        foreach (PaletteParameter argument in command.Arguments)
        {
            bool needed = argument.Required || RequestBuilder.IsInPath(command, argument);
            text.Append(needed ? $" {Placeholder(argument)}" : $" [{Placeholder(argument)}]");
        }

        foreach (PaletteParameter option in command.Options)
        {
            string form = $"--{option.Name}{ValueOf(option)}";
            text.Append(option.Required || RequestBuilder.IsInPath(command, option) ? $" {form}" : $" [{form}]");
        }

        text.Append(command.Watchable ? " [--watch [2s]]" : "").Append(command.Confirm is null ? "" : " [--yes]");
        return text.Append(" [--json]\n").ToString();
    }

    /// <summary>How an argument is written in help.</summary>
    public static string Placeholder(PaletteParameter parameter) => parameter.Name.ToUpperInvariant();

    /// <summary>Every option a command takes, with dashes.</summary>
    public static IEnumerable<string> OptionNames(PaletteCommand command)
    {
        List<string> names = [.. command.Options.Select(option => "--" + option.Name), "--json", "--help"];
        if (command.Watchable)
        {
            names.Add("--watch");
        }

        if (command.Confirm is not null)
        {
            names.Add("--yes");
        }

        return names.Distinct();
    }

    private static string Commands(Palette palette) => Columns(palette.Commands.Select(command => (command.Name, command.Summary)));

    private static string ValueOf(PaletteParameter option) => option.Kind switch
    {
        PaletteParameterKind.Flag => "",
        PaletteParameterKind.Duration => " DURATION",
        PaletteParameterKind.Number => " N",
        _ => " " + Placeholder(option),
    };

    private static string Describe(PaletteParameter parameter) =>
        parameter.Choices.IsEmpty ? parameter.Summary : $"{parameter.Summary} ({string.Join(", ", parameter.Choices)})";

    private static string Columns(IEnumerable<(string Name, string Text)> rows)
    {
        List<(string Name, string Text)> all = [.. rows];
        int width = all.Count == 0 ? 0 : all.Max(row => row.Name.Length);
        return string.Concat(all.Select(row => $"  {row.Name.PadRight(width)}  {row.Text}".TrimEnd() + "\n"));
    }
}
