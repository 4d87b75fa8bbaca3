using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Guardian.Hosting.Palettes;
using Guardian.Shell.Tests.Fakes;
using Guardian.Shell.Views;

namespace Guardian.Shell.Tests.Views;

public class ValueFormatTests
{
    private static readonly DateTimeOffset _now = new ManualTime().GetUtcNow();

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1.0 KiB")]
    [InlineData(1_572_864, "1.5 MiB")]
    [InlineData(1_048_575, "1.0 MiB")]
    [InlineData(123_456_789_012, "115.0 GiB")]
    [InlineData(-2048, "-2.0 KiB")]
    public void Bytes_are_in_binary_units(double bytes, string text) => ValueFormat.Bytes(bytes).ShouldBe(text);

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(0.0004, "0.4 ms")]
    [InlineData(0.25, "250 ms")]
    [InlineData(0.9996, "1 s")]
    [InlineData(3.5, "3.5 s")]
    [InlineData(9.96, "10 s")]
    [InlineData(59.4, "59 s")]
    [InlineData(59.6, "1 m")]
    [InlineData(65, "1 m 5 s")]
    [InlineData(7500, "2 h 5 m")]
    [InlineData(7200, "2 h")]
    [InlineData(273_600, "3 d 4 h")]
    [InlineData(-65, "-1 m 5 s")]
    public void Durations_have_two_units(double seconds, string text) => ValueFormat.Duration(seconds).ShouldBe(text);

    [Theory]
    [InlineData(0.5, "now")]
    [InlineData(59, "59 s ago")]
    [InlineData(60, "1 m ago")]
    [InlineData(200, "3 m ago")]
    [InlineData(7300, "2 h ago")]
    [InlineData(200_000, "2 d ago")]
    [InlineData(-200, "in 3 m")]
    public void Times_are_told_from_now(double seconds, string text) => ValueFormat.Ago(TimeSpan.FromSeconds(seconds)).ShouldBe(text);

    [Theory]
    [InlineData("null", PaletteFormat.Text, "-")]
    [InlineData("null", PaletteFormat.Bytes, "-")]
    [InlineData("null", PaletteFormat.Flag, "")]
    [InlineData("true", PaletteFormat.Flag, "yes")]
    [InlineData("false", PaletteFormat.Flag, "")]
    [InlineData("true", PaletteFormat.Text, "true")]
    [InlineData("[1,\"b\",null]", PaletteFormat.Text, "1, b, -")]
    [InlineData("[]", PaletteFormat.Text, "-")]
    [InlineData("{\"code\":1,\"signal\":null}", PaletteFormat.Text, "code=1")]
    [InlineData("12.34", PaletteFormat.Percent, "12.3 %")]
    [InlineData("\"many\"", PaletteFormat.Bytes, "many")]
    [InlineData("\"yesterday\"", PaletteFormat.Ago, "yesterday")]
    [InlineData("\"2026-03-01T11:57:00Z\"", PaletteFormat.Ago, "3 m ago")]
    [InlineData("\"2026-03-01T10:55:00+01:00\"", PaletteFormat.Since, "2 h 5 m")]
    [InlineData("\"2027-03-01T00:00:00Z\"", PaletteFormat.Since, "0 s")]
    [InlineData("1e300", PaletteFormat.Seconds, "1e300")]
    [InlineData("\"a\\nb\\u001b[2J\"", PaletteFormat.Text, "a b\uFFFD[2J")]
    public void Values_are_shown_in_their_format_or_as_they_are(string json, PaletteFormat format, string text)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        ValueFormat.Of(document.RootElement, format, _now).Text.ShouldBe(text);
    }

    [Theory]
    [InlineData("healthy", Tone.Good)]
    [InlineData("starting", Tone.Warning)]
    [InlineData("warning", Tone.Warning)]
    [InlineData("critical", Tone.Bad)]
    [InlineData("dead", Tone.Bad)]
    [InlineData("stopped", Tone.Muted)]
    [InlineData("levitating", Tone.Plain)]
    public void States_have_their_colours(string state, object tone) => ValueFormat.State(state).Tone.ShouldBe((Tone)tone);

    [Theory]
    [InlineData("a.b", "7")]
    [InlineData("list[]", "2")]
    [InlineData("list[].n", "1, 2")]
    [InlineData("list[].in.x", "y")]
    [InlineData("a.missing", "-")]
    [InlineData("missing[].x", "-")]
    [InlineData("missing[]", "-")]
    public void Fields_are_found_by_path(string path, string text)
    {
        using JsonDocument document = JsonDocument.Parse("""{"a":{"b":7},"list":[{"n":1,"in":{"x":"y"}},{"n":2}]}""");
        JsonField.Of(document.RootElement, path, PaletteFormat.Text, _now).Text.ShouldBe(text);
    }

    [Fact]
    public void No_text_can_drive_the_terminal() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(
            Gen.Elements("a", "\e[31m", "\e[2J", "\e]0;title\a", "\r", "\n", "\t", "\u009b", "\u202e", "é").ListOf().Select(string.Concat).ToArbitrary(),
            text =>
            {
                string coloured = SafeText.Log(text, colours: true), plain = SafeText.Log(text, colours: false);
                bool onlyColours = coloured.Split('\e').Skip(1).All(after => after.StartsWith('[') && after.Contains('m', StringComparison.Ordinal) && !after.StartsWith("[2J", StringComparison.Ordinal));
                return onlyColours && plain.All(c => !char.IsControl(c) || c is '\n' or '\t') && SafeText.Line(text).All(c => !char.IsControl(c));
            }));

    [Fact]
    public void Colours_of_a_log_line_end_with_it() => SafeText.Log("\e[31mred", colours: true).ShouldBe("\e[31mred\e[0m");

    [Theory]
    [InlineData("abc", 3)]
    [InlineData("漢字", 4)]
    [InlineData("e\u0301", 1)]
    [InlineData("🙂", 2)]
    public void Width_is_in_columns(string text, int width) => TextWidth.Of(text).ShouldBe(width);

    [Fact]
    public void Cutting_keeps_whole_characters() => TextWidth.Cut("a漢字", 4).ShouldBe("a漢");
}
