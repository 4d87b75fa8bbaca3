using System.Text;

namespace Guardian.Hocon.Tests;

/// <summary>What is refused in bounded time and memory. The texts are small; what they ask for is not.</summary>
public sealed class LimitTests
{
    private static string Repeat(string part, int count) => new StringBuilder(part.Length * count).Insert(0, part, count).ToString();

    private static string Lines(int count, Func<int, string> line) => string.Join('\n', Enumerable.Range(0, count).Select(line));

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{a=", "}")]
    [InlineData("a{", "}")]
    [InlineData("[{a=[", "]}]")]
    public void Nesting_is_bounded(string open, string close)
    {
        Hocon.Refused(Repeat(open, 100_000) + Repeat(close, 100_000)).ShouldContain("nest deeper than 500 levels");
        Hocon.Refused(Repeat(open, 100_000)).ShouldContain("nest deeper than 500 levels");
        Hocon.Read(Repeat(open, 499 / Levels(open)) + (open.EndsWith('=') ? "1" : "") + Repeat(close, 499 / Levels(open))).ShouldNotBeNull();

        static int Levels(string open) => open.Count(c => c is '[' or '{');
    }

    [Fact]
    public void Paths_are_bounded_like_nesting()
    {
        Hocon.Refused(Repeat("a.", 100_000) + "a = 1").ShouldContain("500");
        Hocon.Refused("a = ${" + Repeat("a.", 100_000) + "a}").ShouldContain("500");
        Hocon.Refused(Repeat(Repeat("a.", 400) + "a {", 10) + Repeat("}", 10)).ShouldContain("nest deeper than 500 levels");
    }

    [Fact]
    public void Nesting_that_substitutions_add_up_is_bounded()
    {
        string deep = Repeat("[", 300) + "{0}" + Repeat("]", 300);
        Hocon.Refused("a0 = 1\n" + Lines(10, i => $"a{i + 1} = " + deep.Replace("{0}", $"${{a{i}}}", StringComparison.Ordinal))).ShouldContain("nest deeper than 500 levels");
    }

    [Fact]
    public void A_billion_laughs_of_text_are_bounded()
    {
        Hocon.Refused("a0 = ha\n" + Lines(40, i => $"a{i + 1} = ${{a{i}}}${{a{i}}}")).ShouldContain("more than 67108864 characters");
        Hocon.Refused("a = ha\n" + Lines(40, _ => "a = ${a}${a}")).ShouldContain("more than 67108864 characters");
    }

    [Fact]
    public void A_billion_laughs_of_values_are_bounded()
    {
        Hocon.Refused("a0 = [1]\n" + Lines(40, i => $"a{i + 1} = [${{a{i}}}, ${{a{i}}}]")).ShouldContain("more than 1000000 values");
        Hocon.Refused("a0 = [1]\n" + Lines(40, i => $"a{i + 1} = ${{a{i}}} ${{a{i}}}")).ShouldContain("more than 1000000 values");
        Hocon.Refused("a = [1]\n" + Lines(40, _ => "a = ${a} ${a}")).ShouldContain("more than 1000000 values");
        Hocon.Refused("a0 { x = 1 }\n" + Lines(40, i => $"a{i + 1} {{ l = ${{a{i}}}, r = ${{a{i}}} }}")).ShouldContain("more than 1000000 values");
        Hocon.Refused("a40 = [1]\n" + Lines(40, i => $"a{i} = [${{a{i + 1}}}, ${{a{i + 1}}}]")).ShouldContain("more than 1000000 values");
    }

    [Fact]
    public void A_long_text_repeated_in_many_places_is_bounded()
    {
        Hocon.Refused($"t = {new string('x', 100_000)}\na = [{Repeat("${t}, ", 10_000)}]").ShouldContain("more than 67108864 characters");
    }

    [Fact]
    public void Chains_of_substitutions_are_bounded()
    {
        Hocon.Refused(Lines(100_000, i => $"a{i} = ${{a{i + 1}}}") + "\na100000 = 1").ShouldContain("steps");
        Hocon.Refused(Lines(10_000, i => $"a{i} = ${{a{i + 1}}} {{ k{i} = 1 }}") + "\na10000 {}").ShouldContain("steps");
        Hocon.Refused("a0 {}\n" + Lines(2_000, i => $"a{i + 1} = ${{a{i}}} {{ k = 1 }}")).ShouldContain("based on each other");
        Hocon.Refused("a = x\n" + Lines(10_000, _ => "a = y${a}")).ShouldContain("steps");
        Hocon.Json("a0 = 1\n" + Lines(10_000, i => $"a{i + 1} = ${{a{i}}}")).ShouldContain("\"a10000\":1"); // backwards is no chain
        Hocon.Json(Lines(400, i => $"a{i} = ${{a{i + 1}}}") + "\na400 = 1").ShouldContain("\"a0\":1");
    }

    [Fact]
    public void Values_and_bytes_are_counted()
    {
        Hocon.Refused("[" + Repeat("1,", 1_100_000) + "]").ShouldContain("more than 1000000 values");
        Hocon.Refused(new string('#', 17 * 1024 * 1024)).ShouldBe("test.conf: larger than the limit of 16777216 bytes");
        Hocon.Refused("a = 1", Hocon.With() with { Limits = new HoconLimits { MaxFileBytes = 4 } }).ShouldBe("test.conf: larger than the limit of 4 bytes");
        Hocon.Refused(new string('é', 3), Hocon.With() with { Limits = new HoconLimits { MaxFileBytes = 5 } }).ShouldContain("larger");
        Should.Throw<HoconException>(() => HoconParser.ParseLayers(
                [HoconSource.Text("a = 1"), HoconSource.Text("b = 1")], new HoconOptions { Limits = new HoconLimits { MaxTotalBytes = 8 } }))
            .Message.ShouldContain("together are larger than the limit of 8 bytes");
    }

    [Fact]
    public void A_file_without_end_is_refused()
    {
        Should.Throw<HoconException>(() => HoconParser.ParseFile("/dev/zero")).Message.ShouldBe("/dev/zero: larger than the limit of 16777216 bytes");
    }

    [Fact]
    public void A_list_in_the_environment_without_end_is_refused()
    {
        Hocon.Refused("a = ${L[]}", new HoconOptions { Environment = _ => "x" }).ShouldContain("more than 1000000 values");
    }

    [Fact]
    public void What_is_extended_very_often_costs_no_more_than_its_length()
    {
        const int many = 40_000;
        ((HoconArray)At(Lines(many, i => $"a += {i}"))).Count.ShouldBe(many);
        ((HoconArray)At("a = []\n" + Lines(many, i => $"a = ${{a}} [{i}]"))).Count.ShouldBe(many);
        ((HoconArray)At("a = ${b}, b = []\n" + Lines(many, i => $"a += {i}"))).Count.ShouldBe(many);
        ((HoconObject)At("a { k = 0 }\n" + Lines(many, i => $"a = ${{a}} {{ k{i} = {i} }}"))).Count.ShouldBe(many + 1);
        ((HoconObject)At("b { k = 0 }, a = ${b}\n" + Lines(many, i => $"a = ${{a}} {{ k{i} = {i} }}"))).Count.ShouldBe(many + 1);
        At("a = x\n" + Lines(many, _ => "a = ${a}y")).Text!.Length.ShouldBe(many + 1);
        At("a = ${b}x, b = z\n" + Lines(many, _ => "a = ${a}y")).Text!.Length.ShouldBe(many + 2);
        ((HoconObject)At(Lines(many, i => $"a {{ k{i} = {i} }}"))).Count.ShouldBe(many);
        ((HoconObject)At(Lines(many, i => $"a.k{i} = {i}"))).Count.ShouldBe(many);
        ((HoconArray)At("a = " + Repeat("[1]", many))).Count.ShouldBe(many);
        ((HoconObject)At("a = " + string.Concat(Enumerable.Range(0, many).Select(i => $"{{k{i}=1}}")))).Count.ShouldBe(many);
        At("b = x, a = " + Repeat("${b} ", many)).Text!.Length.ShouldBe((2 * many) - 1);
        ((HoconArray)At("b = [x], a = " + Repeat("${b} ", many))).Count.ShouldBe(many);
        At("a = " + Repeat("x ", many)).Text!.Length.ShouldBe((2 * many) - 1);

        static HoconValue At(string text) => ((HoconObject)Hocon.Read(text).Root)["a"]!;
    }

    [Fact]
    public void A_key_with_many_values_can_be_referred_to_many_times()
    {
        const int many = 20_000;
        string text = Lines(many, i => $"a = ${{?none{i}}}") + "\nb = x\na = ${b}\n" + Lines(many, i => $"r{i} = ${{a}}");
        ((HoconObject)Hocon.Read(text).Root)[$"r{many - 1}"]!.Text.ShouldBe("x");
    }

    [Fact]
    public void A_thread_with_a_small_stack_is_refused_rather_than_ended()
    {
        string[] texts =
        [
            Repeat("{a=", 499) + "1" + Repeat("}", 499),
            Repeat("[", 499) + Repeat("]", 499),
            Lines(499, i => $"a{i} = ${{a{i + 1}}}") + "\na499 = 1",
            Lines(499, i => $"a{i} = ${{a{i + 1}}} {{ k = 1 }}") + "\na499 { k = 1 }",
        ];
        int answers = 0;
        Thread thread = new(
            () =>
            {
                foreach (string text in texts)
                {
                    try
                    {
                        HoconConfig config = HoconParser.ParseText(text);
                        config.ToJson(indented: true).ShouldNotBeEmpty();
                        config.WithFallback(config).Root.ShouldBe(config.Root);
                    }
                    catch (HoconException refused)
                    {
                        refused.Reason.ShouldContain("500");
                    }

                    answers++;
                }
            },
            maxStackSize: 384 * 1024);
        thread.Start();
        thread.Join(TimeSpan.FromSeconds(60)).ShouldBeTrue("the thread did not answer within a minute");
        answers.ShouldBe(texts.Length);
    }
}
