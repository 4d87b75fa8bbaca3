using System.Text;
using Guardian.Hosting.Palettes;
using Guardian.Shell.Tests.Fakes;
using Guardian.Shell.Views;

namespace Guardian.Shell.Tests.Views;

public class RenderingTests
{
    private const string Workers = """
        [ {"name":"mailer","state":"healthy","instances":[{"pid":101},{"pid":102}],"usage":{"rssBytes":52428800,"cpuPercent":3.25},"startedAt":"2026-03-01T10:55:00Z","failedAt":null,"critical":true},
          {"name":"Übersetzer","state":"warning","instances":[{"pid":7}],"usage":{"rssBytes":900,"cpuPercent":0},"startedAt":"2026-02-27T12:00:00Z","failedAt":"2026-03-01T11:57:00Z","critical":false},
          {"name":"漢字","state":"dead","instances":[],"usage":null,"startedAt":null,"failedAt":"2026-03-01T11:59:58Z"},
          {"name":"idle","state":"stopped","instances":[]} ]
        """;

    private const string Worker = """
        {"name":"mailer","state":"critical","desired":3,"reasons":["memory 1.2 GiB","restarted 4 times"],"critical":true,"lastExit":null,
         "limits":{"nofile":4096,"cpuPercent":80},"queues":[],
         "instances":[{"id":0,"pid":101,"state":"healthy","startedAt":"2026-03-01T11:00:00Z","rssBytes":52428800,"cpuPercent":1.5,"lastExit":null},
                      {"id":1,"pid":null,"state":"dead","startedAt":null,"rssBytes":0,"cpuPercent":0,"lastExit":{"code":null,"signal":"SIGKILL","at":"2026-03-01T11:59:00Z"}}]}
        """;

    private const string Actors = """
        [{"name":"guardian","detail":"running","children":[{"name":"workers","children":[{"name":"mailer","detail":"2 children [x]","children":[]},{"name":"b"}]},{"name":"council"}]},{"name":"system"}]
        """;

    public static TheoryData<string, string, string, string> Answers => new()
    {
        { "table", Workers, "worker", "list" },
        { "table-empty", "[]", "worker", "list" },
        { "record", Worker, "worker", "show" },
        { "tree", Actors, "actor", "hierarchy" },
        { "message", """{"message":"mailer scales to 3"}""", "worker", "scale" },
        { "message-empty", "", "worker", "scale" },
        { "text", "one\ntwo\n", "worker", "logs" },
        { "table-not-a-list", """{"state":"healthy","rows":2}""", "worker", "list" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public void Plain_output_is_as_agreed(string name, string json, string palette, string command) =>
        Snapshot.Matches($"plain-{name}", PlainRenderer.Render(Build(json, palette, command)));

    [Theory]
    [MemberData(nameof(Answers))]
    public void Output_on_a_terminal_of_80_columns_is_as_agreed(string name, string json, string palette, string command) =>
        Snapshot.Matches($"rich-{name}", RichRenderer.Render(Build(json, palette, command), 80));

    [Theory]
    [MemberData(nameof(Answers))]
    public void Plain_output_has_neither_colour_nor_lines_nor_blanks_at_ends(string name, string json, string palette, string command)
    {
        string text = PlainRenderer.Render(Build(json, palette, command));
        text.ShouldNotContain("\e", Case.Sensitive, name);
        text.ShouldAllBe(c => c < '\u2500' || c > '\u257F');
        text.Split('\n').ShouldAllBe(line => !line.EndsWith(' '));
    }

    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(200)]
    public void Nothing_on_a_terminal_is_wider_than_it(int width)
    {
        foreach (string line in RichRenderer.Render(Build(Workers, "worker", "list"), width).Split('\n'))
        {
            TextWidth.Of(System.Text.RegularExpressions.Regex.Replace(line, "\e\\[[0-9;]*m", "")).ShouldBeLessThanOrEqualTo(width);
        }
    }

    [Fact]
    public void A_tree_of_three_hundred_levels_is_drawn()
    {
        string json = "[" + string.Concat(Enumerable.Repeat("""{"name":"a","children":[""", 300)) + string.Concat(Enumerable.Repeat("]}", 300)) + "]";
        PlainRenderer.Render(Build(json, "actor", "hierarchy")).Split('\n').Length.ShouldBe(301);
    }

    [Fact]
    public void Rows_are_found_inside_an_object()
    {
        PaletteResult result = new(PaletteResultKind.Table, [new PaletteColumn("N", "n")], "data.items");
        PlainRenderer.Render(ViewBuilder.Build("""{"data":{"items":[{"n":5}]}}"""u8.ToArray(), result, default)).ShouldBe("N\n5\n");
    }

    [Fact]
    public void Lines_of_a_stream_show_their_columns() =>
        ViewBuilder.Line("""{"at":"2026-03-01T11:57:00Z","text":"disk full"}""", SamplePalettes.Set.Find("alert")!.Commands[0].Result.Columns, new ManualTime().GetUtcNow())
            .ShouldBe("3 m ago  disk full");

    [Fact]
    public void A_log_line_that_only_begins_like_an_object_is_shown_as_it_is() =>
        ViewBuilder.Line("{oops", SamplePalettes.Set.Find("alert")!.Commands[0].Result.Columns, default).ShouldBe("{oops");

    private static View Build(string json, string palette, string command) => ViewBuilder.Build(
        Encoding.UTF8.GetBytes(json), SamplePalettes.Set.Find(palette)!.Commands.Single(known => known.Name == command).Result, new ManualTime().GetUtcNow());
}
