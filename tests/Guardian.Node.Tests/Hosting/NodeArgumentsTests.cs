using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Guardian.Hocon;
using Guardian.Node.Hosting;

namespace Guardian.Node.Tests.Hosting;

/// <summary>The command line as a layer of configuration.</summary>
public sealed class NodeArgumentsTests
{
    [Fact]
    public void Nothing_said_is_nothing_overridden() => new NodeArguments("guardian.conf", null, null).Overrides.ShouldBeEmpty();

    [Theory]
    [InlineData("data")]
    [InlineData("/srv/my data/\"quoted\"")]
    [InlineData("/srv/back\\slash")]
    [InlineData("/srv/${HOME}")]
    [InlineData("/srv/#not-a-comment//nor this")]
    [InlineData("line\nbreak\ttab")]
    [InlineData("größe 🙂 'a' <b> & {c}")]
    [InlineData("")]
    public void A_data_directory_is_taken_as_typed(string data) => Read(new NodeArguments("guardian.conf", data, null), "guardian.node.data").ShouldBe(data);

    [Fact]
    public void An_interval_cannot_smuggle_in_other_keys()
    {
        NodeArguments arguments = new("guardian.conf", null, "5s\"\nguardian.node.data = \"elsewhere");

        Read(arguments, "guardian.interval").ShouldBe("5s\"\nguardian.node.data = \"elsewhere");
        Read(arguments, "guardian.node").ShouldBeNull();
    }

    [Fact]
    public void Any_text_comes_back_as_it_was() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll(
            Gen.Choose(0, 0xfffd).Where(code => code is < 0xd800 or > 0xdfff).Select(code => (char)code).ArrayOf().Select(characters => new string(characters)).ToArbitrary(),
            text => Read(new NodeArguments("guardian.conf", text, text), "guardian.node.data") == text));

    private static string? Read(NodeArguments arguments, string path) => (string?)path.Split('.').Aggregate(
        JsonNode.Parse(HoconParser.ParseText(arguments.Overrides).ToJson(indented: false)), (node, key) => node?[key]);
}
