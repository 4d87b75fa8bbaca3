using System.Text;
using Guardian.Linux.Logs;
using Guardian.Linux.Tests.Support;
using Guardian.Workers;

namespace Guardian.Linux.Tests.Logs;

public sealed class LogFollowTests : IDisposable
{
    private readonly Bench _bench = new();
    private readonly InstanceLog _log;
    private readonly List<string> _lines = [];

    public LogFollowTests()
    {
        SlotSpec spec = _bench.Spec();
        _log = new InstanceLog(spec.LogFile, spec.Rotation, account: null);
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Only_complete_lines_are_read_and_each_once()
    {
        Read().ShouldBe([]);
        Append("one\ntwo\nthr");
        Read().ShouldBe(["one", "two"]);
        _log.Offset.ShouldBe(8);
        Append("ee\r\n\nfour");
        Read().ShouldBe(["three", ""]);
        Read().ShouldBe([]);
        Append("\n");
        Read().ShouldBe(["four"]);
    }

    [Fact]
    public void A_restarted_node_goes_on_where_it_was()
    {
        Append("old\nnew\n");
        _log.Offset = 4;
        Read().ShouldBe(["new"]);
    }

    [Fact]
    public void A_file_that_was_emptied_or_deleted_is_read_from_its_beginning()
    {
        Append("one two three\n");
        Read();
        File.WriteAllText(_log.Path, "new\n");
        Read().ShouldBe(["new"]);
        File.Delete(_log.Path);
        Read().ShouldBe([]);
        Append("x\n");
        Read().ShouldBe(["x"]);
    }

    [Fact]
    public void Of_a_flood_the_newest_whole_lines_are_read_and_the_rest_is_counted()
    {
        Append(string.Concat(Enumerable.Range(0, 1000).Select(i => $"line {i:0000}\n")));
        long skipped = _log.ReadNew(_lines.Add, maxBytes: 100);
        _lines.ShouldBe([.. Enumerable.Range(990, 10).Select(i => $"line {i:0000}")]);
        skipped.ShouldBe(9900);

        Append(string.Concat(Enumerable.Range(0, 1000).Select(i => $"line {i:0000}\n")));
        _lines.Clear();
        skipped = _log.ReadNew(_lines.Add, maxBytes: 105);
        _lines.Count.ShouldBe(10); // the half line before them is skipped
        skipped.ShouldBe(9900);
    }

    [Fact]
    public void A_line_that_is_too_long_is_cut_and_its_rest_is_not_mistaken_for_another()
    {
        Append(new string('x', 20_000));
        _log.ReadNew(_lines.Add, 1 << 20);
        _lines.ShouldBe([new string('x', LogLine.MaxLength)]);
        Append(new string('y', 20_000) + "\nnext\n");
        _lines.Clear();
        _log.ReadNew(_lines.Add, 1 << 20);
        _lines.ShouldBe(["next"]);
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_replaced()
    {
        File.WriteAllBytes(_log.Path, [0xff, (byte)'a', 0xc3, (byte)'\n']);
        Read().ShouldBe(["\ufffda\ufffd"]);
    }

    [Fact]
    public void The_tail_is_read_from_the_end()
    {
        _log.Tail(5).ShouldBeEmpty();
        Append("");
        _log.Tail(5).ShouldBeEmpty();
        Append(string.Concat(Enumerable.Range(0, 200_000).Select(i => $"line {i}\n")) + "unfinished");
        _log.Tail(3).ShouldBe(["line 199998", "line 199999", "unfinished"]);
        Append("\n");
        _log.Tail(2).ShouldBe(["line 199999", "unfinished"]);
        _log.Tail(50_000).Count.ShouldBe(50_000);
        _log.Tail(0).ShouldBeEmpty();
        File.WriteAllText(_log.Path, "\n\n");
        _log.Tail(5).ShouldBe(["", ""]);
    }

    private List<string> Read()
    {
        List<string> lines = [];
        _log.ReadNew(lines.Add, 1 << 20).ShouldBe(0);
        return lines;
    }

    private void Append(string text)
    {
        using FileStream file = new(_log.Path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        file.Write(Encoding.UTF8.GetBytes(text));
    }
}
