using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Guardian.Persistence.Sql.Tests;

public sealed class PrefixRangeTests
{
    [Theory]
    [InlineData("", null)]
    [InlineData("a", "b")]
    [InlineData("worker/", "worker0")]
    [InlineData("\uD7FF", "\uE000")]
    [InlineData("a\U0010FFFF", "b")]
    [InlineData("\U0010FFFF\U0010FFFF", null)]
    [InlineData("\uFFFF", "\U00010000")]
    public void The_end_of_a_prefix_is_the_next_text_that_does_not_start_with_it(string prefix, string? after) =>
        PrefixRange.After(prefix).ShouldBe(after);

    [Fact]
    public void A_text_is_in_the_range_exactly_when_it_starts_with_the_prefix()
    {
        Gen<string> texts = Gen.Elements("a", "b", "%", "_", "\uD7FF", "\uE000", "\uFFFF", "\U00010000", "\U0010FFFF").ArrayOf()
            .Resize(4).Select(string.Concat);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(texts.Two().ToArbitrary(), pair =>
        {
            (string prefix, string text) = pair;
            string? after = PrefixRange.After(prefix);
            bool inRange = Compare(text, prefix) >= 0 && (after is null || Compare(text, after) < 0);
            inRange.ShouldBe(text.StartsWith(prefix, StringComparison.Ordinal));
        }));
    }

    /// <summary>The order of databases: by UTF-8 bytes, which is that of code points.</summary>
    private static int Compare(string one, string other) => Encoding.UTF8.GetBytes(one).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(other));
}
