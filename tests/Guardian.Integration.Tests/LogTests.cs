using System.Globalization;
using System.IO.Compression;
using Guardian.Integration.Tests.Play;

namespace Guardian.Integration.Tests;

/// <summary>Logs that grow: rotated, compressed, bounded, and complete.</summary>
public sealed class LogTests
{
    // Numbered lines in bursts of a hundred, some megabytes in all, then rest.
    private const string Flood = """
        $| = 0;
        my $lines = shift;
        for (my $i = 1; $i <= $lines; $i++) {
            print "$i a line that says nothing else, written only to fill this log\n";
            if ($i % 100 == 0) { $| = 1; print ''; $| = 0; select(undef, undef, undef, 0.002); }
        }
        $| = 1; print '';
        open(my $done, '>', 'done'); close($done);
        sleep(100000);
        """;

    [Theory]
    [InlineData("yes", ".gz")]
    [InlineData("no", "Z")]
    public async Task A_flood_is_rotated_and_no_line_is_lost_or_doubled(string compress, string ending)
    {
        const int lines = 60_000;
        await using TestNode node = TestNode.With($$"""
            a { command = ["perl", "flood.pl", "{{lines}}"], logs { max-size = 256 KiB, keep = 1000, compress = {{compress}} } }
            """);
        node.Write("flood.pl", Flood);
        await node.StartAsync();
        int pid = (await node.HealthyAsync("a")).Pids[0];
        await node.UntilAsync("the end of the flood", () => File.Exists(node.At("done")));
        string log = Path.Combine(node.Data, "logs", "a", "0.log");
        await node.UntilAsync("the last rotation", () => new FileInfo(log).Length < 256 * 1024, () => $"{new FileInfo(log).Length} bytes");
        (await node.WorkerAsync("a")).Pids.ShouldBe([pid]);
        await node.UntilAsync("its conclusion", () => !Directory.EnumerateFiles(Path.GetDirectoryName(log)!, "*.tmp").Any());
        (await node.StopAsync()).ShouldBe(0);

        string[] archives = [.. Directory.EnumerateFiles(Path.GetDirectoryName(log)!, "0.log-*").Order(StringComparer.Ordinal)];
        archives.Length.ShouldBeGreaterThan(2);
        archives.ShouldAllBe(path => path.EndsWith(ending, StringComparison.Ordinal));
        // Put together: an archive may end inside a line whose rest begins the next.
        string all = string.Concat(archives.Select(Read)) + Read(log);
        NumbersOf(all).ShouldBe(Enumerable.Range(1, lines));
    }

    [Fact]
    public async Task No_more_archives_are_kept_than_asked_for_and_the_worker_is_never_disturbed()
    {
        await using TestNode node = TestNode.With("""
            a { command = ["perl", "flood.pl", "30000"], logs { max-size = 64 KiB, keep = 2 } }
            """);
        node.Write("flood.pl", Flood);
        await node.StartAsync();
        int pid = (await node.HealthyAsync("a")).Pids[0];
        await node.UntilAsync("the end of the flood", () => File.Exists(node.At("done")));
        string folder = Path.Combine(node.Data, "logs", "a");
        await node.UntilAsync("the last rotation", () => new FileInfo(Path.Combine(folder, "0.log")).Length < 64 * 1024);

        await node.UntilAsync("two archives", () => Directory.EnumerateFiles(folder, "0.log-*").Count() == 2);
        WorkerView after = await node.WorkerAsync("a");
        after.Pids.ShouldBe([pid]);
        after.Restarts.ShouldBe(0);
    }

    [Fact]
    public async Task Rotation_goes_on_where_it_was_when_the_node_is_killed_amid_a_flood()
    {
        const int lines = 60_000;
        await using TestNode node = TestNode.With($$"""
            a { command = ["perl", "flood.pl", "{{lines}}"], logs { max-size = 128 KiB, keep = 1000 } }
            """);
        node.Write("flood.pl", Flood);
        await node.StartAsync();
        int pid = (await node.HealthyAsync("a")).Pids[0];
        for (int round = 0; round < 2; round++)
        {
            await node.KillAsync();
            await node.StartAsync();
        }

        string log = Path.Combine(node.Data, "logs", "a", "0.log");
        await node.UntilAsync("the end of the flood", () => File.Exists(node.At("done")));
        await node.UntilAsync("the last rotation", () => new FileInfo(log).Length < 128 * 1024);
        (await node.WorkerAsync("a")).Pids.ShouldBe([pid]);
        (await node.StopAsync()).ShouldBe(0);

        string[] archives = [.. Directory.EnumerateFiles(Path.GetDirectoryName(log)!, "0.log-*Z.gz").Order(StringComparer.Ordinal)];
        string all = string.Concat(archives.Select(Read)) + Read(log);
        NumbersOf(all).ShouldBe(Enumerable.Range(1, lines));
    }

    private static int[] NumbersOf(string lines) =>
    [
        .. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => int.Parse(line[..line.IndexOf(' ', StringComparison.Ordinal)], CultureInfo.InvariantCulture)),
    ];

    private static string Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        using Stream content = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using StreamReader text = new(content);
        return text.ReadToEnd();
    }
}
