using System.Text;
using Guardian.Linux.Guarding;
using Guardian.Linux.Processes;

namespace Guardian.Linux.Tests.Guarding;

public sealed class FloatingMarksTests
{
    [Theory]
    [InlineData("A=1|GUARDIAN_NODE=unix:/n|GUARDIAN_FENCING_TOKEN=7", true)]
    [InlineData("GUARDIAN_FENCING_TOKEN=|B=2|GUARDIAN_NODE=unix:/n", true)]
    [InlineData("GUARDIAN_NODE=unix:/n", false)] // a local worker
    [InlineData("GUARDIAN_NODE=unix:/n2|GUARDIAN_FENCING_TOKEN=7", false)] // another node's
    [InlineData("GUARDIAN_NODE=unix:/|GUARDIAN_FENCING_TOKEN=7", false)]
    [InlineData("GUARDIAN_NODE=|GUARDIAN_FENCING_TOKEN=7", false)]
    [InlineData("XGUARDIAN_NODE=unix:/n|GUARDIAN_FENCING_TOKEN=7", false)]
    [InlineData("GUARDIAN_NODE=unix:/n|GUARDIAN_FENCING_TOKENS=7", false)]
    [InlineData("GUARDIAN_NODE=other|GUARDIAN_NODE=unix:/n|GUARDIAN_FENCING_TOKEN=7", false)] // the first counts, as for the program itself
    [InlineData("", false)]
    public void A_floating_process_carries_the_nodes_very_mark_and_a_token(string environment, bool isFloating) =>
        Read(environment).IsFloating.ShouldBe(isFloating);

    [Fact]
    public void Launcher_and_instance_are_read_where_they_are()
    {
        const string marks = "GUARDIAN_NODE=unix:/n|GUARDIAN_FENCING_TOKEN=7|";
        Read(marks + "GUARDIAN_NODE_PROCESS=12.345.678|GUARDIAN_INSTANCE=w/0").ShouldBe(new FloatingMarks(true, new NodeProcess(12, 345, 678), "w/0"));
        Read(marks + "GUARDIAN_NODE_PROCESS=12.345").ShouldBe(new FloatingMarks(true, null, null));
        NodeProcess.Parse(NodeProcess.Current.ToString()).ShouldBe(NodeProcess.Current);
        NodeProcess.Current.Namespace.ShouldNotBe(0ul);
        foreach (string? wrong in new[] { null, "", "..", "1.2.x", "1.2.3.4", "-1.2.3", "99999999999.1.1" }) { NodeProcess.Parse(wrong).ShouldBeNull(); }
    }

    private static FloatingMarks Read(string environment) =>
        FloatingMarks.Read(Encoding.UTF8.GetBytes(environment.Replace('|', '\0') + "\0"), "unix:/n"u8);
}
