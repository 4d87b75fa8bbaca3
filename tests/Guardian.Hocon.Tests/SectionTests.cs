using System.Collections.Immutable;

namespace Guardian.Hocon.Tests;

public sealed class SectionTests
{
    private enum Mode
    {
        Always,
        OnFailure,
        Never,
    }

    private readonly ConfigProblems _problems = new();

    [Fact]
    public void Typed_readers_give_the_values_of_a_section()
    {
        HoconSection at = Open("""
            s { text = a b, number = 1.10, flag = yes, i = 3, big = 9007199254740993, sci = 1e3, d = 1.5, time = 1.5s, ms = 250, forever = infinite
                size = 10 MiB, share = 80%, plain-share = 0.25, list = [a, 1, true], ints = [1, 2.0], indexed { 1 = b, 0 = a }
                env { LANG = C.UTF-8, N = 5, GONE = null }, mode = on-failure, nothing = null, sub { x = 1 }, period = 2w, quoted = "7" }
            """).Section("s");

        at.Text("text").ShouldBe("a b");
        at.Text("number").ShouldBe("1.10");
        at.Text("flag").ShouldBe("yes");
        at.Boolean("flag").ShouldBeTrue();
        at.Int32("i").ShouldBe(3);
        at.Int32("quoted").ShouldBe(7);
        at.Int32("sci").ShouldBe(1000);
        at.Int64("big").ShouldBe(9007199254740993);
        at.Number("d").ShouldBe(1.5);
        at.Duration("time").ShouldBe(TimeSpan.FromMilliseconds(1500));
        at.Duration("ms").ShouldBe(TimeSpan.FromMilliseconds(250));
        at.Duration("forever").ShouldBe(Timeout.InfiniteTimeSpan);
        at.Bytes("size").ShouldBe(10 * 1024 * 1024);
        at.Fraction("share").ShouldBe(0.8);
        at.Fraction("plain-share").ShouldBe(0.25);
        at.Texts("list").ShouldBe(["a", "1", "true"]);
        at.Texts("indexed").ShouldBe(["a", "b"]);
        at.Int32s("ints").ShouldBe([1, 2]);
        at.TextMap("env").ShouldBe(ImmutableDictionary<string, string>.Empty.Add("LANG", "C.UTF-8").Add("N", "5"));
        at.Choice<Mode>("mode").ShouldBe(Mode.OnFailure);
        at.Period("period").After(new DateOnly(2026, 1, 1)).ShouldBe(new DateOnly(2026, 1, 15));
        at.Has("nothing").ShouldBeFalse();
        at.Has("text").ShouldBeTrue();
        at.Section("sub").Int32("x").ShouldBe(1);
        at.Value("nothing").ShouldBeOfType<HoconNull>();
        at.Value("none").ShouldBeNull();
        at.RejectUnreadKeys(_problems);
        _problems.All.ShouldBeEmpty();
    }

    [Fact]
    public void Readers_of_optional_keys_give_null_for_missing_and_null()
    {
        HoconSection at = Open("n = null");
        foreach (string key in new[] { "n", "none" })
        {
            at.TextOrNull(key).ShouldBeNull();
            at.Int32OrNull(key).ShouldBeNull();
            at.Int64OrNull(key).ShouldBeNull();
            at.NumberOrNull(key).ShouldBeNull();
            at.BooleanOrNull(key).ShouldBeNull();
            at.DurationOrNull(key).ShouldBeNull();
            at.BytesOrNull(key).ShouldBeNull();
            at.FractionOrNull(key).ShouldBeNull();
            at.TextsOrNull(key).ShouldBeNull();
            at.ChoiceOrNull<Mode>(key).ShouldBeNull();
            at.SectionOrNull(key).ShouldBeNull();
        }

        _problems.Any.ShouldBeFalse();
    }

    [Fact]
    public void Everything_that_is_wrong_is_reported_with_path_value_rule_and_place_at_once()
    {
        HoconSection at = Open("""
            i = x
            n = 3000000000
            h = 1.5
            b = maybe
            d = 5 parsecs
            dd = 5 second s
            s = 10 KB
            f = eighty
            l = a
            ll = [a, {}]
            il = [1, b]
            m = 7
            mm { x = [] }
            o = 8
            t = {}
            c = on-failur
            nul = null
            neg = -1 B
            huge = 1e20d
            inf = 1e999
            """);

        at.Int32("i").ShouldBe(0);
        at.Int32("n");
        at.Int32("h");
        at.Boolean("b").ShouldBeFalse();
        at.Duration("d").ShouldBe(TimeSpan.Zero);
        at.Duration("dd");
        at.Bytes("s").ShouldBe(0);
        at.Fraction("f").ShouldBe(0);
        at.Texts("l").ShouldBeEmpty();
        at.Texts("ll").ShouldBeEmpty();
        at.Int32s("il").ShouldBeEmpty();
        at.TextMap("m").ShouldBeEmpty();
        at.TextMap("mm").ShouldBeEmpty();
        at.Section("o").Int32("silent").ShouldBe(0);
        at.Text("t").ShouldBe("");
        at.Choice<Mode>("c").ShouldBe(Mode.Always);
        at.Text("nul").ShouldBe("");
        at.Bytes("neg");
        at.Duration("huge");
        at.Number("inf");
        at.Int32("none").ShouldBe(0);

        _problems.All.Select(problem => problem.ToString()).ShouldBe(
        [
            "test.conf:1:1: i = x: must be a whole number",
            "test.conf:2:1: n = 3000000000: must be between -2147483648 and 2147483647",
            "test.conf:3:1: h = 1.5: must be a whole number",
            "test.conf:4:1: b = maybe: must be true, yes or on, or false, no or off",
            "test.conf:5:1: d = 5 parsecs: must be a duration such as 500ms, 30s, 5m, 2h or 7d; the unit 'parsecs' is not known",
            "test.conf:6:1: dd = 5 second s: must be a duration such as 500ms, 30s, 5m, 2h or 7d",
            "test.conf:7:1: s = 10 KB: must be a size such as 512, 64kB (powers of 1000) or 64KiB (powers of 1024); the unit 'KB' is not known, did you mean 'kB'?",
            "test.conf:8:1: f = eighty: must be a share such as 80% or 0.8",
            "test.conf:9:1: l = a: must be a list of texts, is a text",
            "test.conf:10:10: ll[1] = {}: must be one of a list of texts, is an object",
            "test.conf:11:10: il[1] = b: must be one of a list of whole numbers of 32 bits, is a text",
            "test.conf:12:1: m = 7: must be an object of texts, is a number",
            "test.conf:13:6: mm.x = []: must be a text, is a list",
            "test.conf:14:1: o = 8: must be an object, is a number",
            "test.conf:15:1: t: must be a text, is an object",
            "test.conf:16:1: c = on-failur: must be one of always, on-failure, never, did you mean 'on-failure'?",
            "test.conf:17:1: nul: must not be null",
            "test.conf:18:1: neg = -1 B: must not be negative",
            "test.conf:19:1: huge = 1e20d: must be a shorter duration: the longest is about 29,000 years",
            "test.conf:20:1: inf = 1e999: must be a number that fits 64 bits",
            "test.conf:1:1: none: is missing",
        ]);
    }

    [Fact]
    public void An_unknown_key_is_reported_where_it_stands_with_the_key_that_was_meant()
    {
        HoconSection worker = Open("guardian.workers.w {\n  command = [x]\n  restrat { delay = 1s }\n  xyz = 1\n}", "guardian.workers.w");
        worker.Texts("command");
        worker.SectionOrNull("restart");
        worker.RejectUnreadKeys(_problems);

        _problems.All.Select(problem => problem.ToString()).ShouldBe(
        [
            "test.conf:3:3: guardian.workers.w.restrat: unknown key, did you mean 'restart'?",
            "test.conf:4:3: guardian.workers.w.xyz: unknown key",
        ]);
    }

    [Fact]
    public void A_rule_needs_only_the_path_and_finds_place_and_value_words()
    {
        HoconSection at = Open("budget {\n max-restarts = -1\n window = 0 ms\n}", "budget");
        int restarts = at.Int32("max-restarts");
        TimeSpan window = at.Duration("window");
        _problems.Require(restarts >= 0, at.Path("max-restarts"), restarts, "must be 0 or more");
        _problems.Require(window > TimeSpan.Zero, at.Path("window"), window, "must be longer than zero");
        _problems.Require(true, at.Path("window"), window, "never shown");
        _problems.Add("elsewhere", new[] { 1, 2 }, "must not be");

        _problems.ToString().ShouldBe(
            "test.conf:2:2: budget.max-restarts = -1: must be 0 or more\ntest.conf:3:2: budget.window = 0s: must be longer than zero\nelsewhere = [1, 2]: must not be");
    }

    [Fact]
    public void A_key_that_could_not_be_read_is_reported_once()
    {
        HoconSection at = Open("window = soon");
        _problems.Require(at.Duration("window") > TimeSpan.Zero, "window", TimeSpan.Zero, "must be longer than zero");
        _problems.Require(at.Int32("count") > 0, "count", 0, "must be more than 0");
        HoconSection gone = at.Section("gone");
        _problems.Require(gone.Int32("count") > 0, gone.Path("count"), 0, "must be more than 0");

        _problems.All.Select(problem => problem.Path).ShouldBe(["window", "count", "gone"]);
    }

    [Fact]
    public void Sections_lists_objects_by_key_and_leaves_other_values_unread()
    {
        HoconSection at = Open("b { x = 1 }, a { x = 2 }, \"c.d\" { x = 3 }, other = 4");
        at.Sections().Select(section => (section.Key, section.Value.FullPath, section.Value.Int32("x")))
            .ShouldBe([("b", "b", 1), ("a", "a", 2), ("c.d", "\"c.d\"", 3)]);
        at.RejectUnreadKeys(_problems);
        _problems.All.ShouldHaveSingleItem().Path.ShouldBe("other");
        at.Path("e f").ShouldBe("\"e f\"");
        at.Keys.ShouldBe(["b", "a", "c.d", "other"]);
    }

    [Fact]
    public void A_path_opens_sections_and_a_missing_one_is_reported_once()
    {
        HoconConfig config = Hocon.Read("a.\"b.c\" { d = 1 }");
        config.Section("a.\"b.c\"", _problems).Int32("d").ShouldBe(1);
        config.Section("", _problems).Has("a").ShouldBeTrue();
        _problems.Any.ShouldBeFalse();

        config.Section("a.x.y.z", _problems).Text("t").ShouldBe("");
        _problems.All.ShouldHaveSingleItem().ToString().ShouldBe("test.conf:1:1: a.x: is missing");
        Should.Throw<HoconException>(() => config.Section("a..b", _problems));
        Hocon.Read("[1]").Section("", _problems).Has("x").ShouldBeFalse();
        _problems.All[^1].Rule.ShouldBe("must be an object, is a list");
    }

    private HoconSection Open(string text, string path = "") => Hocon.Read(text).Section(path, _problems);
}
