using System.Globalization;
using System.Text;
using Guardian.Linux.Logs;
using Guardian.Linux.Tests.Support;
using Guardian.Workers;

namespace Guardian.Linux.Tests.Logs;

public sealed class LogRotationTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 2, 15, 0, TimeSpan.Zero);

    private readonly Bench _bench = new();
    private readonly string _log;
    private readonly string _onTmpfs = Path.Combine("/dev/shm", "guardian-test-" + Guid.NewGuid().ToString("N"));

    public LogRotationTests()
    {
        _log = _bench.PathOf("0.log");
        Directory.CreateDirectory(_onTmpfs);
    }

    public void Dispose()
    {
        Directory.Delete(_onTmpfs, recursive: true);
        _bench.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Archives_and_live_file_hold_every_byte_once(bool compress)
    {
        LogRotator rotator = Rotator(compress);
        LogFollower follower = new(_log) { Base = rotator.Recover() };
        StringBuilder all = new();
        for (int round = 0; round < 5; round++)
        {
            string text = string.Concat(Enumerable.Range(0, 3000).Select(i => $"{round} line {i}\n"));
            all.Append(text);
            await File.AppendAllTextAsync(_log, text);
            LogRotation done = (await rotator.RotateIfDueAsync(Now, follower, default)).ShouldNotBeNull();
            done.ArchivedBytes.ShouldBeGreaterThan(0);
        }

        Everything(_log).ShouldBe(all.ToString());
        LogArchives.List(_log).Select(archive => Path.GetFileName(archive.Path)[6..21]).ShouldBe(
            ["20261120T021500", "20261120T021501", "20261120T021502", "20261120T021503", "20261120T021504"]);
    }

    [Fact]
    public async Task A_large_log_is_cut_between_lines()
    {
        LogRotator rotator = Rotator();
        await File.WriteAllTextAsync(_log, string.Concat(Enumerable.Range(0, 40_000).Select(i => $"line {i:000000}\n"))); // 12 bytes each
        await rotator.RotateIfDueAsync(Now, new LogFollower(_log), default);
        Content(LogArchives.List(_log)[0].Path).ShouldEndWith("\n");
        (await File.ReadAllTextAsync(_log)).ShouldStartWith("line ");
    }

    [Fact]
    public async Task A_small_log_is_left_alone()
    {
        LogRotator rotator = Rotator();
        await File.WriteAllTextAsync(_log, "small\n");
        (await rotator.RotateIfDueAsync(Now, new LogFollower(_log), default)).ShouldBeNull();
        LogArchives.List(_log).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_log_of_one_endless_line_is_rotated_too()
    {
        LogRotator rotator = Rotator();
        string text = string.Concat(Enumerable.Range(0, 10_000).Select(i => i.ToString(CultureInfo.InvariantCulture)));
        await File.WriteAllTextAsync(_log, text);
        (await rotator.RotateIfDueAsync(Now, new LogFollower(_log), default)).ShouldNotBeNull();
        Everything(_log).ShouldBe(text);
        new FileInfo(_log).Length.ShouldBeLessThanOrEqualTo(4096);
    }

    [Fact]
    public async Task Following_goes_on_over_rotations_without_losing_or_repeating_a_line()
    {
        InstanceLog log = new(_log, Options(), account: null);
        List<string> lines = [];
        for (int round = 0; round < 6; round++)
        {
            await File.AppendAllTextAsync(_log, string.Concat(Enumerable.Range(round * 3000, 3000).Select(i => $"line {i}\n")));
            if (round % 2 == 0) { log.ReadNew(lines.Add, 1 << 20).ShouldBe(0); }
            if (round % 2 == 0) { (await log.RotateIfDueAsync(Now, default)).ShouldNotBeNull(); }
            if (round == 3)
            {
                long kept = log.Offset; // what the store would keep
                log = new InstanceLog(_log, Options(), account: null) { Offset = kept };
            }
        }

        log.ReadNew(lines.Add, 1 << 20).ShouldBe(0);
        lines.ShouldBe([.. Enumerable.Range(0, 18_000).Select(i => $"line {i}")]);
    }

    [Fact]
    public async Task A_worker_that_floods_its_log_loses_no_byte()
    {
        (IProcessSlot slot, RecordingObserver observer) = _bench.Open("flood/0");
        LogRotator rotator = new(slot.Log.Path, Options());
        LogFollower follower = new(slot.Log.Path);
        const int lines = 400_000;
        slot.Launch(_bench.Shell($"i=0; while [ $i -lt {lines} ]; do i=$((i + 1)); echo $i; done"), 1);
        Task<(long, ExitStatus)> end = Task.Run(observer.NextExit);
        int rotations = 0;
        do
        {
            if (await rotator.RotateIfDueAsync(Now, follower, default) is not null) { rotations++; }
        }
        while (!end.IsCompleted);

        await end;
        rotations.ShouldBeGreaterThan(0);
        string[] read = Everything(slot.Log.Path).Split('\n');
        read.Length.ShouldBe(lines + 1);
        for (int i = 0; i < lines; i++)
        {
            if (read[i] != (i + 1).ToString(CultureInfo.InvariantCulture)) { read[i].ShouldBe($"{i + 1}"); }
        }
    }

    [Theory]
    [InlineData("announce")]
    [InlineData("rename")]
    [InlineData("remove")]
    [InlineData("conclude")]
    public async Task A_node_that_dies_in_the_middle_neither_loses_nor_doubles_a_byte(string step)
    {
        foreach (bool cuts in (bool[])[true, false])
        {
            string log = Path.Combine(cuts ? _bench.Directory : _onTmpfs, $"{step}.log");
            string text = string.Concat(Enumerable.Range(0, 5000).Select(i => $"line {i}\n"));
            await File.WriteAllTextAsync(log, text);
            LogRotator dying = new(log, Options()) { BeforeStep = at => { if (at == step) { throw new InvalidOperationException("died"); } } };
            dying.Recover();
            await Should.ThrowAsync<InvalidOperationException>(() => dying.RotateIfDueAsync(Now, new LogFollower(log), default));

            await File.AppendAllTextAsync(log, "after\n"); // the worker lives on
            LogRotator next = new(log, Options());
            long rotatedOut = next.Recover();

            Everything(log).ShouldBe(text + "after\n", $"{step}, cutting: {cuts}");
            rotatedOut.ShouldBe(text.Length + 6 - new FileInfo(log).Length);
            next.Recover().ShouldBe(rotatedOut);
        }
    }

    [Fact]
    public async Task A_log_that_repeats_itself_is_rather_doubled_than_lost_when_the_node_dies()
    {
        string text = string.Concat(Enumerable.Repeat("same\n", 20_000));
        await File.WriteAllTextAsync(_log, text);
        LogRotator dying = new(_log, Options()) { BeforeStep = at => { if (at == "conclude") { throw new InvalidOperationException("died"); } } };
        dying.Recover();
        await Should.ThrowAsync<InvalidOperationException>(() => dying.RotateIfDueAsync(Now, new LogFollower(_log), default));
        await File.AppendAllTextAsync(_log, text);

        new LogRotator(_log, Options()).Recover();

        Everything(_log).Length.ShouldBeGreaterThanOrEqualTo(2 * text.Length);
    }

    [Fact]
    public async Task Where_the_file_system_cannot_cut_the_file_is_copied_and_truncated()
    {
        string log = Path.Combine(_onTmpfs, "0.log");
        LogCut.BlockSizeFor(log).ShouldBe(0, "tmpfs cannot cut");
        LogCut.BlockSizeFor(_log).ShouldBeGreaterThan(0, "the file system of the temporary directory can");
        InstanceLog instance = new(log, Options(), account: null);
        string text = string.Concat(Enumerable.Range(0, 5000).Select(i => $"line {i}\n"));
        await File.WriteAllTextAsync(log, text);
        (await instance.RotateIfDueAsync(Now, default)).ShouldNotBeNull().ArchivedBytes.ShouldBe(text.Length);
        new FileInfo(log).Length.ShouldBe(0);
        Everything(log).ShouldBe(text);
    }

    [Fact]
    public async Task Archives_over_count_or_age_are_deleted_oldest_first()
    {
        LogRotationOptions options = Options() with { Keep = 3, MaxAge = TimeSpan.FromDays(2.5) };
        for (int day = 10; day < 20; day++) { await File.WriteAllTextAsync($"{_log}-202611{day}T000000Z.gz", ""); }
        await File.WriteAllTextAsync(_log + "-not-an-archive.gz", "");
        LogRotator rotator = new(_log, options);
        rotator.Recover();

        LogRotation done = (await rotator.RotateIfDueAsync(Now, new LogFollower(_log), default)).ShouldNotBeNull();

        done.ShouldBe(new LogRotation(null, 0, 8));
        LogArchives.List(_log).Select(archive => archive.Stamp.Day).ShouldBe([18, 19]);
        File.Exists(_log + "-not-an-archive.gz").ShouldBeTrue();
        (await rotator.RotateIfDueAsync(Now.AddMinutes(1), new LogFollower(_log), default)).ShouldBeNull();
    }

    [Fact]
    public async Task Stopping_early_leaves_the_log_as_it_was()
    {
        await File.WriteAllTextAsync(_log, new string('x', 1 << 20));
        LogRotator rotator = Rotator();
        using CancellationTokenSource stop = new();
        rotator.BeforeStep = _ => throw new InvalidOperationException("too far");
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => rotator.RotateIfDueAsync(Now, new LogFollower(_log), stop.Token));
        new FileInfo(_log).Length.ShouldBe(1 << 20);
        LogArchives.List(_log).ShouldBeEmpty();
    }

    private static LogRotationOptions Options(bool compress = true) =>
        new() { MaxSize = 16 * 1024, Keep = 1000, MaxAge = TimeSpan.FromDays(30), Compress = compress };

    private LogRotator Rotator(bool compress = true) => new(_log, Options(compress));

    private static string Everything(string log) =>
        string.Concat(LogArchives.List(log).Select(archive => Content(archive.Path))) + File.ReadAllText(log);

    private static string Content(string archive)
    {
        using StreamReader reader = new(ArchiveWriter.OpenForReading(archive));
        return reader.ReadToEnd();
    }
}
