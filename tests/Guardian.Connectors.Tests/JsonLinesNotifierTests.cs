using Guardian.Alerts;
using Guardian.Connectors.Tests.Support;

namespace Guardian.Connectors.Tests;

public sealed class JsonLinesNotifierTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("guardian-lines").FullName;

    private string Log => Path.Combine(_directory, "alerts", "all.jsonl");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Each_alert_is_a_line_of_the_contract()
    {
        INotifier lines = Lines("4 KiB", 2);
        (await lines.TryAsync(Samples.Message("one", "two"))).ShouldBeOfType<NotifyResult.Sent>();
        (await lines.TryAsync(Samples.Message("three"))).ShouldBeOfType<NotifyResult.Sent>();

        (await File.ReadAllLinesAsync(Log)).ShouldBe(new[] { "one", "two", "three" }.Select(text => AlertJson.Text(Samples.Alert with { Message = text })));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 3)]
    public async Task The_file_and_its_archives_stay_within_their_bounds_and_the_newest_are_kept(int keep, int files)
    {
        INotifier lines = Lines("4 KiB", keep);
        for (int at = 0; at < 100; at++)
        {
            await lines.TryAsync(Samples.Message($"number {at}"));
        }

        string[] names = Directory.GetFiles(Path.GetDirectoryName(Log)!);
        names.Length.ShouldBe(files);
        names.ShouldAllBe(name => new FileInfo(name).Length <= 4096);
        (await File.ReadAllLinesAsync(Log))[^1].ShouldContain("number 99");
        int[] kept = [.. names.SelectMany(File.ReadAllLines).Select(line => int.Parse(line.Split("number ")[1].Split('"')[0], System.Globalization.CultureInfo.InvariantCulture)).Order()];
        kept.ShouldBe(Enumerable.Range(100 - kept.Length, kept.Length), "the newest, without a hole");
    }

    [Fact]
    public async Task A_line_that_was_cut_off_does_not_spoil_the_next()
    {
        INotifier lines = Lines("4 KiB", 2);
        Directory.CreateDirectory(Path.GetDirectoryName(Log)!);
        await File.WriteAllTextAsync(Log, "{\"id\":\"cut");
        await lines.TryAsync(Samples.Message("whole"));

        (await File.ReadAllLinesAsync(Log))[^1].ShouldBe(AlertJson.Text(Samples.Alert with { Message = "whole" }));
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_tried_again_later()
    {
        Directory.CreateDirectory(Log); // a directory where the file should be

        (await Lines("4 KiB", 2).TryAsync()).ShouldBeOfType<NotifyResult.Retry>().Reason.ShouldStartWith("the file");
    }

    private INotifier Lines(string size, int keep) => Samples.Notifier($"type = file, path = \"alerts/all.jsonl\", max-size = {size}, keep = {keep}", directory: _directory);
}
