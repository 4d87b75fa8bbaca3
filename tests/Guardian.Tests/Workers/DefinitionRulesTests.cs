using Guardian.Hocon;
using Guardian.Tests.Configuration;
using Guardian.Workers;

namespace Guardian.Tests.Workers;

public class DefinitionRulesTests
{
    [Theory]
    [InlineData("command = [mailer]", null)]
    [InlineData("command = [\"/usr/bin/mailer\"]", null)]
    [InlineData("command = [\"./tool\"]", null)]
    [InlineData("command = [\"./tool\"], directory = \"/srv\"", "command = ./tool: does not exist")]
    [InlineData("command = [missing]", "command = missing: is not found on the PATH")]
    [InlineData("command = [\"/missing\"]", "command = /missing: does not exist")]
    [InlineData("command = [notes]", "command = notes: is not executable (/usr/bin/notes)")]
    [InlineData("command = [twice]", null)]
    [InlineData("command = [special], environment.PATH = \"/opt\"", null)]
    [InlineData("command = [mailer], environment.PATH = \"/opt\"", "command = mailer: is not found on the PATH")]
    [InlineData("directory = \"/nowhere\"", "directory = /nowhere: is not a directory, or may not be entered")]
    [InlineData("directory = \"/nowhere\", command = [\"./tool\"]", "directory = /nowhere: is not a directory, or may not be entered")]
    [InlineData("user = nobody", null)]
    [InlineData("user = 1234", null)]
    [InlineData("user = somebody", "user = somebody: is not a user of this server")]
    [InlineData("stop.drain = [missing]", "stop.drain = missing: is not found on the PATH")]
    [InlineData("health.probes.ready.exec = [missing]", "health.probes.ready.exec = missing: is not found on the PATH")]
    public void A_definition_is_checked_against_the_server(string block, string? problem)
    {
        ConfigProblems problems = new();

        DefinitionRules.Check([Example.Worker(block)], Example.Node, new Server(), problems);

        problems.All.Select(found => $"{found.Path} = {found.Value}: {found.Rule}").ShouldBe(problem is null ? [] : [$"guardian.workers.mailer.{problem}"]);
    }

    [Fact]
    public void Every_problem_of_every_worker_is_found()
    {
        ConfigProblems problems = new();
        GuardianOptions options = Example.Load(
            """guardian.workers { a { command = [missing], user = somebody }, b { command = ["/missing"], directory = "/nowhere" } }""", problems);

        DefinitionRules.Check(options.Workers, Example.Node, new Server(), problems);

        problems.All.Select(problem => problem.Path).ShouldBe(
            ["guardian.workers.a.user", "guardian.workers.a.command", "guardian.workers.b.directory", "guardian.workers.b.command"]);
    }

    [Theory]
    [InlineData("instances { min = 2, max = 4, start = 2 }", 1, "1 is less than instances.min (2)")]
    [InlineData("instances { min = 2, max = 4, start = 2 }", 4, null)]
    [InlineData("instances { min = 2, max = 4, start = 2 }", 5, "5 is more than instances.max (4)")]
    [InlineData("health.heartbeat.file = \"beat\"", 1, null)]
    [InlineData("health.heartbeat.file = \"beat\"", 2, "health.heartbeat.file is the same for 2 instances, so that one would beat for the others: it needs {index}")]
    public void A_worker_is_scaled_within_its_bounds(string block, int instances, string? reason)
    {
        ScaleVerdict verdict = ScaleRule.Judge(Example.Worker(block), instances);

        (verdict as ScaleVerdict.Refused)?.Reason.ShouldBe(reason);
        (verdict is ScaleVerdict.Accepted).ShouldBe(reason is null);
    }

    [Theory]
    [InlineData("4096", true)]
    [InlineData("unlimited", true)]
    [InlineData("1024:4096", true)]
    [InlineData("1024:unlimited", true)]
    [InlineData("unlimited:1024", false)]
    [InlineData("4096:1024", false)]
    [InlineData("-1", false)]
    [InlineData("1:2:3", false)]
    [InlineData("", false)]
    [InlineData("many", false)]
    public void Limits_are_what_prlimit_takes(string value, bool valid) => ResourceLimits.IsValue(value).ShouldBe(valid);

    /// <summary>A small server: some programs, two directories, one user.</summary>
    private sealed class Server : IDefinitionProbe
    {
        private static readonly string[] s_executable = ["/usr/bin/mailer", "/etc/guardian/tool", "/bin/twice", "/opt/special"];
        private static readonly string[] s_files = ["/usr/bin/notes", "/usr/bin/twice", .. s_executable];

        public bool DirectoryExists(string path) => path is "/etc/guardian" or "/srv";

        public bool FileExists(string path) => s_files.Contains(path);

        public bool IsExecutable(string path) => s_executable.Contains(path);

        public bool UserExists(string user) => user is "nobody" || user.All(char.IsAsciiDigit);
    }
}
