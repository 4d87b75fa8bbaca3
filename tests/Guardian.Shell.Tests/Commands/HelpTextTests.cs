using Guardian.Hosting.Palettes;
using Guardian.Shell.Commands;
using Guardian.Shell.Tests.Fakes;

namespace Guardian.Shell.Tests.Commands;

public class HelpTextTests
{
    [Fact]
    public void Help_of_pbm_is_as_agreed() => Snapshot.Matches("help-program", HelpText.Program);

    [Fact]
    public void Help_of_a_node_is_as_agreed() => Snapshot.Matches("help-palettes", HelpText.Palettes(SamplePalettes.Set));

    [Fact]
    public void Help_of_commands_is_as_agreed()
    {
        Palette worker = SamplePalettes.Set.Find("worker")!;
        Snapshot.Matches("help-commands", string.Join("\n---\n", worker.Commands.Select(command => HelpText.Command(worker, command))));
    }

    [Fact]
    public void No_line_of_help_is_wider_than_a_terminal_of_110_columns() =>
        HelpText.Program.Split('\n').ShouldAllBe(line => line.Length <= 110);
}
