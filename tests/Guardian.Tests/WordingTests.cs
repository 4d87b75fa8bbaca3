namespace Guardian.Tests;

public class WordingTests
{
    [Theory]
    [InlineData(0.0, "0 s")]
    [InlineData(0.35, "350 ms")]
    [InlineData(2.124, "2.12 s")]
    [InlineData(120.0, "120 s")]
    [InlineData(300.0, "5 min")]
    [InlineData(12600.0, "3.5 h")]
    [InlineData(2592000.0, "30 d")]
    public void Times_have_the_unit_that_suits_them(double seconds, string words) => Wording.Duration(TimeSpan.FromSeconds(seconds)).ShouldBe(words);

    [Theory]
    [InlineData(512.0, "512 B")]
    [InlineData(1536.0, "1.5 KiB")]
    [InlineData(10485760.0, "10 MiB")]
    [InlineData(1288490188.8, "1.2 GiB")]
    public void Sizes_have_binary_units(double bytes, string words) => Wording.Bytes(bytes).ShouldBe(words);

    [Fact]
    public void Values_compare_by_content()
    {
        ValueArray<string> left = ["a", "b"];
        ValueArray<string> right = new(["a", "b"]);

        left.ShouldBe(right);
        (left == right, left != ["b", "a"], left.GetHashCode() == right.GetHashCode(), default(ValueArray<string>) == []).ShouldBe((true, true, true, true));
        new ValueDictionary([new("b", "2"), new("a", "1")]).ShouldBe(new ValueDictionary([new("a", "1"), new("b", "2")]));
        new ValueDictionary([new("a", "1")]).ShouldNotBe(new ValueDictionary([new("a", "2")]));
        (left.ToString(), new ValueDictionary([new("a", "1")]).ToString()).ShouldBe(("[a, b]", "{a=1}"));
    }
}
