using FsCheck;
using FsCheck.Fluent;
using Guardian.Shell.Commands;

namespace Guardian.Shell.Tests.Commands;

public class WordSplitterTests
{
    [Theory]
    [InlineData("a b", "a|b")]
    [InlineData("  a\tb  ", "a|b")]
    [InlineData("'a b' \"c d\"", "a b|c d")]
    [InlineData("a\\ b", "a b")]
    [InlineData("a'b'\"c\"", "abc")]
    [InlineData("''", "")]
    [InlineData("\"a\\\"b\\\\c\\d\"", "a\"b\\c\\d")]
    [InlineData("'a\\b'", "a\\b")]
    [InlineData("a # b", "a")]
    [InlineData("a#b", "a#b")]
    public void Splits_as_a_posix_shell_does(string line, string words) => string.Join('|', WordSplitter.Split(line).Select(word => word.Text)).ShouldBe(words);

    [Theory]
    [InlineData("a 'b", '\'')]
    [InlineData("a \"b", '"')]
    [InlineData("a b\\", '\\')]
    [InlineData("a 'b'", '\0')]
    public void Tells_what_is_still_open(string line, char open) => WordSplitter.Split(line)[^1].OpenQuote.ShouldBe(open);

    [Fact]
    public void Gives_back_what_was_quoted() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(
            Gen.Elements('a', ' ', '\'', '"', '\\', '#', '\n', 'é', '-').ListOf().Select(letters => new string([.. letters])).ListOf().ToArbitrary(),
            words => WordSplitter.Split(string.Join(' ', words.Select(WordSplitter.Quote))).Select(word => word.Text).SequenceEqual(words)));

    [Theory]
    [InlineData("lits", "list")]
    [InlineData("restrat", "restart")]
    [InlineData("rest", "restart")]
    [InlineData("LIST", "list")]
    [InlineData("xyz", null)]
    [InlineData("s", null)]
    public void Suggests_only_what_is_near(string word, string? nearest) => Suggestion.Nearest(word, ["list", "restart", "show", "stop"]).ShouldBe(nearest);

    [Fact]
    public void Distance_is_symmetric_zero_only_for_equals_and_never_above_the_longer_word() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(
            ArbMap.Default.ArbFor<NonNull<string>>(), ArbMap.Default.ArbFor<NonNull<string>>(),
            (a, b) =>
            {
                int distance = Suggestion.Distance(a.Get, b.Get);
                return distance == Suggestion.Distance(b.Get, a.Get) && distance == 0 == (a.Get == b.Get) && distance <= Math.Max(a.Get.Length, b.Get.Length);
            }));
}
