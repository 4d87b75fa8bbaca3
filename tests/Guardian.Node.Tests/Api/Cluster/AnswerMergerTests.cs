using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Guardian.Cluster;
using Guardian.Node.Api.Cluster;

namespace Guardian.Node.Tests.Api.Cluster;

public sealed class AnswerMergerTests
{
    private static readonly RouteRule ByName = new(Reach.Everywhere, AnswerForm.Rows) { OrderBy = "name" };
    private static readonly RouteRule Newest = new(Reach.Everywhere, AnswerForm.Rows) { OrderBy = "at", NewestFirst = true };

    [Fact]
    public void Rows_are_ordered_as_one_node_orders_them_and_equals_by_node()
    {
        Merged(ByName, 0, ("n1", """[{"name":"a"},{"name":"c"}]"""), ("n2", """[{"name":"B"},{"name":"a"}]"""))
            .ShouldBe("""[{"node":"n2","name":"B"},{"node":"n1","name":"a"},{"node":"n2","name":"a"},{"node":"n1","name":"c"}]""");
    }

    [Theory]
    [InlineData(0, "b c a d")]
    [InlineData(2, "b c")]
    [InlineData(9, "b c a d")]
    public void The_newest_come_first_whatever_their_offset_and_are_cut_to_the_limit(int limit, string ids)
    {
        string merged = Merged(
            Newest,
            limit,
            ("n1", """[{"id":"a","at":"2026-01-01T00:00:00.5+00:00"},{"id":"d","at":"soon"}]"""),
            ("n2", """[{"id":"b","at":"2026-01-01T03:00:00+01:00"},{"id":"c","at":"2026-01-01T00:00:00.75Z"}]"""));

        string.Join(' ', JsonNode.Parse(merged)!.AsArray().Select(row => (string)row!["id"]!)).ShouldBe(ids);
    }

    [Fact]
    public void A_row_cannot_claim_to_be_of_another_node() =>
        Merged(ByName, 0, ("n1", """[{"name":"a","node":"n7"}]""")).ShouldBe("""[{"node":"n1","name":"a"}]""");

    [Fact]
    public void Values_pass_through_as_they_are() =>
        Merged(ByName, 0, ("n1", """[{"name":"a'é","x":1.50,"y":null,"z":[{"q":"<"}]}]""")).ShouldBe("""[{"node":"n1","name":"a'é","x":1.50,"y":null,"z":[{"q":"<"}]}]""");

    [Theory]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("[{}")]
    [InlineData("")]
    public void A_node_that_answers_in_another_form_is_left_out_and_named(string body)
    {
        RemoteAnswer merged = AnswerMerger.Merge(ByName, 0, [Answer("n1", """[{"name":"a"}]"""), Answer("n2", body)], out ImmutableArray<string> unreadable);

        Text(merged).ShouldBe("""[{"node":"n1","name":"a"}]""");
        unreadable.ShouldBe(["n2"]);
    }

    [Fact]
    public void Rows_inside_an_object_keep_what_else_one_node_says()
    {
        RouteRule inner = new(Reach.ThisNode, AnswerForm.Rows) { RowsIn = "rows" };

        Merged(inner, 0, ("n1", """{"rows":[{"a":1}],"total":1}""")).ShouldBe("""{"rows":[{"node":"n1","a":1}],"total":1}""");
        Merged(inner, 0, ("n1", """{"rows":[{"a":1}],"total":1}"""), ("n2", """{"rows":[{"a":2}],"total":1}"""))
            .ShouldBe("""{"rows":[{"node":"n1","a":1},{"node":"n2","a":2}]}""");
    }

    [Fact]
    public void Names_are_said_once() =>
        Merged(new(Reach.Everywhere, AnswerForm.Names), 0, ("n1", """["b","a"]"""), ("n2", """["a","c"]""")).ShouldBe("""["b","a","c"]""");

    [Fact]
    public void Trees_hang_below_their_nodes() =>
        Merged(new(Reach.ThisNode, AnswerForm.Tree), 0, ("n1", """[{"name":"user"}]"""), ("n2", "[]"))
            .ShouldBe("""[{"name":"n1","detail":"node","children":[{"name":"user"}]},{"name":"n2","detail":"node","children":[]}]""");

    [Fact]
    public void Text_of_one_is_untouched_and_that_of_several_names_its_node()
    {
        RouteRule text = new(Reach.ThisNode, AnswerForm.Text);

        Merged(text, 0, ("n1", "a\r\nb")).ShouldBe("a\r\nb");
        Merged(text, 0, ("n1", "a\nb"), ("n2", ""), ("n3", "c\n")).ShouldBe("n1 | a\nn1 | b\nn3 | c\n");
    }

    [Fact]
    public void What_several_say_to_a_command_has_the_worst_status_of_them()
    {
        RemoteAnswer good = AnswerMerger.Sentences([Answer("n1", """{"message":"done"}"""), Answer("n2", """{"message":"done too"}""")]);
        RemoteAnswer mixed = AnswerMerger.Sentences([Answer("n1", """{"message":"done"}"""), new NodeAnswer("n2", NodeAnswer.Problem(409, "refused", "no"), true)]);

        (good.Status, Text(good)).ShouldBe((200, """{"message":"n1: done\nn2: done too"}"""));
        (mixed.Status, Text(mixed)).ShouldBe((409, """{"title":"done on some nodes only","status":409,"detail":"n1: done\nn2: no"}"""));
    }

    private static string Merged(RouteRule rule, int limit, params (string Node, string Body)[] answers) =>
        Text(AnswerMerger.Merge(rule, limit, [.. answers.Select(answer => Answer(answer.Node, answer.Body))], out _));

    private static NodeAnswer Answer(string node, string body) => new(node, new RemoteAnswer(200, "application/json", Encoding.UTF8.GetBytes(body)), Reached: true);

    private static string Text(RemoteAnswer answer) => Encoding.UTF8.GetString(answer.Body.Span);
}
