using FsCheck;
using FsCheck.Fluent;
using Guardian.Shell.Nodes;

namespace Guardian.Shell.Tests.Nodes;

public class StreamReadingTests
{
    [Fact]
    public void Lines_do_not_depend_on_how_the_network_cuts_them() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(
            Gen.Elements("ab", "c", "\n", "\r\n", "\n\n", "é").ListOf().ToArbitrary(),
            pieces =>
            {
                LineAssembler whole = new(), cut = new();
                string text = string.Concat(pieces);
                List<string?> expected = [.. whole.Push(text.AsMemory()), whole.Rest()];
                List<string?> actual = [.. text.SelectMany(c => cut.Push(new[] { c }).ToList()), cut.Rest()];
                return expected.SequenceEqual(actual);
            }));

    [Fact]
    public void Lines_without_an_end_are_cut_at_the_bound()
    {
        LineAssembler lines = new();
        string[] cut = [.. lines.Push(new string('x', (2 * LineAssembler.LongestLine) + 5).AsMemory())];
        cut.Select(line => line.Length).ShouldBe([LineAssembler.LongestLine, LineAssembler.LongestLine]);
        lines.Rest().ShouldBe("xxxxx");
        lines.Rest().ShouldBeNull();
    }

    [Fact]
    public void Events_give_their_data_and_nothing_else()
    {
        EventStreamReader reader = new();
        string[] lines = [": comment", "id: 7", "event: alert", "data: first", "data:second", "", "", "data: third", ""];
        lines.Select(reader.Push).Where(data => data is not null).ShouldBe(["first\nsecond", "third"]);
    }

    [Fact]
    public void Events_that_never_end_are_handed_on_in_parts()
    {
        EventStreamReader reader = new();
        int handedOn = Enumerable.Range(0, 2 * EventStreamReader.MostLines).Count(_ => reader.Push("data: x") is not null);
        handedOn.ShouldBe(2);
    }

    [Theory]
    [InlineData("""{"title":"T","detail":"D","status":409}""", "D")]
    [InlineData("""{"title":"T","detail":""}""", "T")]
    [InlineData("""{"detail":5}""", """{"detail":5}""")]
    [InlineData("plain words\n", "plain words")]
    [InlineData("", "the node answered 409 Conflict")]
    public void Problems_are_told_in_the_best_words_there_are(string body, string words) =>
        Problem.Words(System.Text.Encoding.UTF8.GetBytes(body), 409, "Conflict").ShouldBe(words);

    [Fact]
    public void A_page_of_html_is_not_printed_whole() =>
        Problem.Words(new byte[100_000].Select(_ => (byte)'x').ToArray(), 502, null).Length.ShouldBe(Problem.LongestBody + 3);
}
