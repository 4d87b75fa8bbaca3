using Guardian.Node.Logging;
using Guardian.Node.Tests.Support;

namespace Guardian.Node.Tests.Logging;

/// <summary>Reading the files of instances while they are written, rotated and absent.</summary>
public sealed class WorkerLogReaderTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_last_lines_are_given_oldest_first()
    {
        _directory.Write("0.log", "one\ntwo\r\nthree\n");

        (await TailAsync(2)).ShouldBe(["two", "three"]);
        (await TailAsync(10)).ShouldBe(["one", "two", "three"]);
    }

    [Fact]
    public async Task The_last_words_of_a_crash_count_without_their_line_end()
    {
        _directory.Write("0.log", "one\ntwo\nfatal: ");

        (await TailAsync(2)).ShouldBe(["two", "fatal: "]);
    }

    [Fact]
    public async Task A_missing_file_has_no_lines() => (await TailAsync(10)).ShouldBeEmpty();

    [Fact]
    public async Task A_directory_in_place_of_the_file_has_no_lines()
    {
        Directory.CreateDirectory(_directory.File("0.log"));

        (await TailAsync(10)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF_8_are_replaced_and_their_neighbours_kept()
    {
        await File.WriteAllBytesAsync(_directory.File("0.log"), [(byte)'a', 0xff, 0xc3, (byte)'\n', .. "größe\n"u8]);

        (await TailAsync(10)).ShouldBe(["a\ufffd\ufffd", "größe"]);
    }

    [Fact]
    public async Task Of_a_large_file_only_whole_lines_of_its_end_are_read()
    {
        string line = new('x', 1022);
        _directory.Write("0.log", string.Concat(Enumerable.Range(0, 3000).Select(index => $"{index % 10}{line}\n")));

        List<string> lines = await TailAsync(10_000);

        lines.Count.ShouldBeInRange(1000, 1024);
        lines.ShouldAllBe(each => each.Length == 1023);
    }

    [Fact]
    public async Task A_line_without_end_is_cut_into_pieces()
    {
        _directory.Write("0.log", new string('x', (16 * 1024) + 5) + "\nnext\n");

        List<string> lines = await TailAsync(10);

        lines.Select(line => line.Length).ShouldBe([16 * 1024, 5, 4]);
    }

    [Fact]
    public async Task Several_instances_are_told_apart()
    {
        _directory.Write("0.log", "one\n");
        _directory.Write("1.log", "two\n");
        WorkerLogReader reader = new([("mailer/0", _directory.File("0.log")), ("mailer/1", _directory.File("1.log"))], TimeProvider.System);

        (await ListAsync(reader.ReadAsync(5, follow: false, CancellationToken.None))).ShouldBe(["mailer/0 | one", "mailer/1 | two"]);
    }

    [Fact]
    public async Task New_lines_are_followed_once_their_end_is_written()
    {
        string file = _directory.Write("0.log", "one\ntw");
        await using IAsyncEnumerator<string> lines = Follow();
        (await Await.NextAsync(lines, "one")).ShouldBe("one");

        await File.AppendAllTextAsync(file, "o\nthree\n");

        (await Await.NextAsync(lines, "two")).ShouldBe("two");
        (await Await.NextAsync(lines, "three")).ShouldBe("three");
    }

    [Fact]
    public async Task A_file_that_comes_later_is_followed_from_its_beginning()
    {
        await using IAsyncEnumerator<string> lines = Follow();
        Task<string> first = Await.NextAsync(lines, "the first line");
        first.IsCompleted.ShouldBeFalse();

        string file = _directory.File("0.tmp");
        await File.WriteAllTextAsync(file, "one\n");
        File.Move(file, _directory.File("0.log"));

        (await first).ShouldBe("one");
    }

    [Fact]
    public async Task Following_goes_on_after_a_rotation()
    {
        string file = _directory.Write("0.log", "one\ntwo\n");
        string other = _directory.Write("1.log", "ready\n");
        WorkerLogReader reader = new([("a/0", file), ("a/1", other)], TimeProvider.System);
        await using IAsyncEnumerator<string> lines = reader.ReadAsync(1, follow: true, CancellationToken.None).GetAsyncEnumerator();
        (await Await.NextAsync(lines, "two")).ShouldBe("a/0 | two");
        (await Await.NextAsync(lines, "ready")).ShouldBe("a/1 | ready");

        using (FileStream rotated = new(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            rotated.SetLength(0);
        }

        // The instances are looked at in order, so a line of the second says that the first one's rotation has been seen.
        await File.AppendAllTextAsync(other, "seen\n");
        (await Await.NextAsync(lines, "seen")).ShouldBe("a/1 | seen");
        await File.AppendAllTextAsync(file, "three\n");

        (await Await.NextAsync(lines, "three")).ShouldBe("a/0 | three");
    }

    [Fact]
    public async Task Following_ends_with_its_cancellation()
    {
        _directory.Write("0.log", "one\n");
        using CancellationTokenSource enough = new();
        await using IAsyncEnumerator<string> lines = Reader().ReadAsync(1, follow: true, enough.Token).GetAsyncEnumerator(enough.Token);
        await Await.NextAsync(lines, "one");
        ValueTask<bool> next = lines.MoveNextAsync();

        await enough.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => next.AsTask().WaitAsync(Await.Patience, TimeProvider.System));
    }

    private static async Task<List<string>> ListAsync(IAsyncEnumerable<string> lines)
    {
        List<string> list = [];
        await foreach (string line in lines)
        {
            list.Add(line);
        }

        return list;
    }

    private WorkerLogReader Reader() => new([("mailer/0", _directory.File("0.log"))], TimeProvider.System);

    private IAsyncEnumerator<string> Follow() => Reader().ReadAsync(10, follow: true, CancellationToken.None).GetAsyncEnumerator();

    private Task<List<string>> TailAsync(int count) => ListAsync(Reader().ReadAsync(count, follow: false, CancellationToken.None));
}
