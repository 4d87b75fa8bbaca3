using Guardian.Shell.Interactive;
using Guardian.Shell.Tests.Fakes;

namespace Guardian.Shell.Tests.Interactive;

public class CompletionTests
{
    [Theory]
    [InlineData("", "worker alert actor node help exit")]
    [InlineData("wo", "worker")]
    [InlineData("worker ", "list show scale stop logs")]
    [InlineData("worker s", "show scale stop")]
    [InlineData("worker list ", "--state --json --help --watch")]
    [InlineData("worker list --st", "--state")]
    [InlineData("worker list --state ", "healthy dead")]
    [InlineData("worker list --state=h", "--state=healthy")]
    [InlineData("worker list --json --", "--state --help --watch")]
    [InlineData("worker stop a --", "--json --help --yes")]
    [InlineData("worker scale a 3 ", "--drain --timeout --json --help")]
    [InlineData("help ", "worker alert actor node")]
    [InlineData("help worker st", "stop")]
    [InlineData("help worker stop ", "")]
    [InlineData("nobody x", "")]
    [InlineData("worker nothing x", "")]
    public void Offers_what_can_stand_at_the_cursor(string line, string words) =>
        string.Join(' ', Completion.At(line, SamplePalettes.Set).Candidates.Select(candidate => candidate.Text)).ShouldBe(words);

    [Theory]
    [InlineData("worker show ", "/api/v1/names")]
    [InlineData("worker show ma", "/api/v1/names")]
    [InlineData("worker scale --drain ma", "/api/v1/names")]
    [InlineData("worker scale --timeout 5s ma", "/api/v1/names")]
    [InlineData("worker scale a ", null)]
    [InlineData("worker list ", null)]
    public void Asks_the_node_for_names_where_one_can_stand(string line, string? path) => Completion.At(line, SamplePalettes.Set).From.ShouldBe(path);

    [Theory]
    [InlineData("wo", "worker ")]
    [InlineData("worker st", "stop ")]
    [InlineData("worker s", null)]
    [InlineData("worker list --s", "--state ")]
    [InlineData("worker list --state=h", "--state=healthy ")]
    [InlineData("x", null)]
    public void Inserts_what_all_candidates_share(string line, string? text) => Completion.At(line, SamplePalettes.Set).Insertion().ShouldBe(text);

    [Fact]
    public void Quotes_names_that_need_it()
    {
        Completion.At("worker show 'two w", SamplePalettes.Set).With(["two words", "other"]).Insertion().ShouldBe("'two words' ");
        Completion.At("worker show two\\ w", SamplePalettes.Set).With(["two words", "two waves"]).Insertion().ShouldBeNull();
        Completion.At("worker show t", SamplePalettes.Set).With(["two words", "two waves"]).Insertion().ShouldBe("'two w");
    }

    [Fact]
    public void Does_not_cut_a_character_in_two() =>
        Completion.At("worker show ", SamplePalettes.Set).With(["a🙂", "a🙃"]).Insertion().ShouldBe("a");

    [Theory]
    [InlineData("", "Tab completes, 'help' lists the commands")]
    [InlineData("worker", "Workers of this node")]
    [InlineData("worker scale", "NAME COUNT  Change the number of instances")]
    [InlineData("worker scale a", "COUNT  Change the number of instances")]
    [InlineData("worker scale a 3", "Change the number of instances")]
    [InlineData("worker sca", "")]
    [InlineData("nobody", "")]
    public void Hints_say_what_is_still_to_come(string line, string hint) => Hint.For(line, SamplePalettes.Set).ShouldBe(hint);
}
