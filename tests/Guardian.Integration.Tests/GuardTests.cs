using System.Globalization;
using Guardian.Integration.Tests.Play;

namespace Guardian.Integration.Tests;

/// <summary>The program as the guard of a node; what a guard does is tried in Guardian.Linux.Tests.</summary>
public sealed class GuardTests
{
    [Fact]
    public async Task The_program_guards_a_node_until_it_has_ended_and_no_help_names_that()
    {
        string directory = Directory.CreateTempSubdirectory("guardian-guard-").FullName;
        await using RunningProgram node = RunningProgram.Start("/bin/sleep", ["100000"], directory);
        Dictionary<string, string?> marks = new() { ["GUARDIAN_NODE"] = "unix:/mark", ["GUARDIAN_FENCING_TOKEN"] = "7" };
        await using RunningProgram floating = RunningProgram.Start("/bin/sleep", ["100000"], directory, marks);
        await using RunningProgram local = RunningProgram.Start("/bin/sleep", ["100000"], directory, new Dictionary<string, string?> { ["GUARDIAN_NODE"] = "unix:/mark" });
        string start = (await File.ReadAllTextAsync($"/proc/{node.Pid}/stat")).Split(") ")[1].Split(' ')[19];
        string socket = Path.Combine(directory, "guard.sock");
        await using RunningProgram guard = RunningProgram.Start(
            Programs.Guardian,
            ["guard", "--node", node.Pid.ToString(CultureInfo.InvariantCulture), "--start", start, "--mark", "unix:/mark", "--socket", socket],
            directory);
        await Waiting.UntilAsync("the guard to listen", () => File.Exists(socket), () => guard.Words);

        Kernel.Signal(node.Pid, Kernel.Kill);

        (await guard.EndAsync()).ShouldBe(0, guard.Words);
        (await floating.EndAsync()).ShouldBe(128 + Kernel.Kill);
        local.HasEnded.ShouldBeFalse();
        guard.Words.ShouldContain("killed 1 floating process");
        File.Exists(socket).ShouldBeFalse();

        await using RunningProgram help = RunningProgram.Start(Programs.Guardian, ["--help"], directory);
        (await help.EndAsync()).ShouldBe(0);
        help.Words.ShouldContain("start");
        help.Words.ShouldNotContain("guard ", Case.Sensitive);
        Directory.Delete(directory, recursive: true);
    }
}
