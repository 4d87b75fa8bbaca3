using System.Collections.Immutable;
using System.Text;
using Guardian.Hosting.Palettes;
using Guardian.Shell.Commands;
using Guardian.Shell.Nodes;
using Guardian.Shell.Tests.Fakes;

namespace Guardian.Shell.Tests.Commands;

public class RequestBuilderTests
{
    [Fact]
    public void Puts_values_into_path_and_json_body()
    {
        NodeRequest request = Build("worker", "scale", ("name", "a b/ü?"), ("count", "3"), ("drain", "true"), ("timeout", "5m"));
        request.PathAndQuery.ShouldBe("/api/v1/workers/a%20b%2F%C3%BC%3F/scale");
        Encoding.UTF8.GetString(request.Body.Span).ShouldBe("""{"count":3,"drain":true,"timeout":"5m"}""");
    }

    [Fact]
    public void Puts_options_of_a_get_into_the_query()
    {
        NodeRequest request = Build("worker", "logs", ("name", "a"), ("follow", "true"), ("lines", "10"));
        request.IsPost.ShouldBeFalse();
        request.PathAndQuery.ShouldBe("/api/v1/workers/a/logs?follow=true&lines=10");
    }

    [Fact]
    public void Sends_an_empty_object_when_there_is_nothing_to_send() => Encoding.UTF8.GetString(Build("worker", "stop", ("name", "a")).Body.Span).ShouldBe("{}");

    [Theory]
    [InlineData("worker", "logs", false, false)]
    [InlineData("worker", "logs", true, true)]
    [InlineData("alert", "tail", false, true)]
    [InlineData("worker", "list", false, false)]
    public void Follows_when_asked_or_when_there_is_no_other_way(string palette, string command, bool follow, bool follows) =>
        RequestBuilder.Follows(Find(palette, command), follow ? Values(("follow", "true")) : Values()).ShouldBe(follows);

    [Fact]
    public void Names_in_a_question_what_is_touched() =>
        RequestBuilder.Question("Stop {name}?", Values(("name", "mailer"))).ShouldBe("Stop mailer?");

    private static NodeRequest Build(string palette, string command, params (string, string)[] values) => RequestBuilder.Build(Find(palette, command), Values(values));

    private static ImmutableDictionary<string, string> Values(params (string Name, string Value)[] values) => values.ToImmutableDictionary(value => value.Name, value => value.Value);

    private static PaletteCommand Find(string palette, string command) => SamplePalettes.Set.Find(palette)!.Commands.Single(known => known.Name == command);
}
