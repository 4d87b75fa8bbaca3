using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Guardian.Actors.TestKit;
using Guardian.Alerts;
using Guardian.Connectors.Tests.Support;

namespace Guardian.Connectors.Tests;

public sealed class HttpNotifierTests : IDisposable
{
    private readonly FakeHttp _server = new();

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task Slack_gets_a_line_and_a_coloured_attachment_for_each_alert_with_its_letters_escaped()
    {
        (await Slack().TryAsync()).ShouldBeOfType<NotifyResult.Sent>();

        FakeHttp.Request request = _server.Expect();
        request.Header("Idempotency-Key").ShouldBe("0mjuohzps-ops");
        using JsonDocument body = JsonDocument.Parse(request.Body);
        body.RootElement.GetProperty("text").GetString().ShouldBe("[HIGH] mailer &lt;is&gt; down &amp; out");
        JsonElement attachment = body.RootElement.GetProperty("attachments")[0];
        attachment.GetProperty("color").GetString().ShouldBe("#e8590c");
        attachment.GetProperty("text").GetString().ShouldBe(
            "[HIGH] mailer &lt;is&gt; down &amp; out (worker/mailer, since 2026-01-01 00:00:00 UTC, alert 0mjuohs00; 4 of 5 workers healthy, 1 critical down)");
    }

    [Fact]
    public async Task A_webhook_gets_the_alert_with_token_and_signature()
    {
        INotifier webhook = Samples.Notifier(
            $"type = webhook, url = \"{_server.Url}\", token-env = TOKEN, signing-key = \"{Samples.Secret}\"", variable: name => name == "TOKEN" ? "tok-3cr3t-2" : null);
        (await webhook.TryAsync()).ShouldBeOfType<NotifyResult.Sent>();

        FakeHttp.Request request = _server.Expect();
        request.Header("Authorization").ShouldBe("Bearer tok-3cr3t-2");
        byte[] body = Encoding.UTF8.GetBytes(request.Body);
        request.Header("X-Guardian-Signature").ShouldBe("sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Samples.Secret), body)));
        body.ShouldBe(AlertJson.Bytes(Samples.Message()));
    }

    [Theory]
    [InlineData(400, false)]
    [InlineData(301, false)]
    [InlineData(413, false)]
    [InlineData(401, true)]
    [InlineData(404, true)]
    [InlineData(408, true)]
    [InlineData(500, true)]
    [InlineData(503, true)]
    public async Task A_status_tells_whether_it_is_worth_trying_again(int status, bool again)
    {
        _server.Answer(FakeHttp.Status(status, "Location: http://127.0.0.1:1/\r\n"));

        NotifyResult result = await Slack().TryAsync();

        if (again)
        {
            result.ShouldBe(new NotifyResult.Retry($"it answered {status}"));
        }
        else
        {
            result.ShouldBe(new NotifyResult.Refused($"it answered {status}"));
        }

        _server.Expect();
        _server.Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task What_fails_or_breaks_off_is_tried_again_with_the_same_key()
    {
        _server.Answer(FakeHttp.Status(500), "HTTP/1.1 200 x\r\nContent-Le", FakeHttp.Status(204));

        (await Slack(delivery: "tries = 3, pause = 10ms").TryAsync()).ShouldBeOfType<NotifyResult.Sent>();

        Enumerable.Range(0, 3).Select(_ => _server.Expect().Header("Idempotency-Key")).ShouldAllBe(key => key == "0mjuohzps-ops");
    }

    [Fact]
    public async Task A_receiver_that_hangs_is_given_up_after_the_timeout_of_each_try()
    {
        ManualTimeProvider time = new();
        _server.Answer(null, null);
        Task<NotifyResult> result = Slack(time, "tries = 1, timeout = 10s").TryAsync();
        _server.Expect();
        time.Advance(TimeSpan.FromSeconds(9.9));
        result.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(0.1));

        (await result.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System)).ShouldBe(new NotifyResult.Retry("no answer within 10 s"));
    }

    [Theory]
    [InlineData("Retry-After: 20\r\n")]
    [InlineData("Retry-After: Thu, 01 Jan 2026 00:00:20 GMT\r\n")]
    public async Task A_short_pause_that_the_receiver_asks_for_is_kept(string header)
    {
        ManualTimeProvider time = new();
        _server.Answer(FakeHttp.Status(429, header), FakeHttp.Status(200));
        Task<NotifyResult> result = Slack(time, "tries = 2, timeout = 1m").TryAsync();
        _server.Expect();
        int seconds = 0;
        while (!_server.ComesWithin(TimeSpan.FromMilliseconds(50)))
        {
            (++seconds).ShouldBeLessThan(50, "no second try");
            time.Advance(TimeSpan.FromSeconds(1));
        }

        seconds.ShouldBeGreaterThanOrEqualTo(20);
        (await result).ShouldBeOfType<NotifyResult.Sent>();
    }

    [Fact]
    public async Task A_long_pause_is_left_to_the_queue()
    {
        _server.Answer(FakeHttp.Status(429, "Retry-After: 600\r\n"));

        (await Slack(delivery: "tries = 3").TryAsync()).ShouldBe(new NotifyResult.Retry("it answered 429", TimeSpan.FromMinutes(10)));

        _server.Expect();
        _server.Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task A_receiver_that_keeps_failing_is_left_alone_and_asked_again_later()
    {
        ManualTimeProvider time = new();
        INotifier slack = Slack(time, "tries = 1, break-after = 3, break-for = 60s");
        _server.Answer([.. Enumerable.Repeat(FakeHttp.Status(500), 3)]);
        for (int at = 0; at < 3; at++)
        {
            await slack.TryAsync();
            _server.Expect();
        }

        NotifyResult.Retry alone = (await slack.TryAsync()).ShouldBeOfType<NotifyResult.Retry>();
        alone.Reason.ShouldBe("it failed too often and is left alone for a while");
        alone.After.ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromSeconds(59), TimeSpan.FromSeconds(61));
        _server.Waiting.ShouldBe(0);
        time.Advance(TimeSpan.FromSeconds(60));
        (await slack.TryAsync()).ShouldBeOfType<NotifyResult.Sent>();
    }

    [Fact]
    public async Task A_receiver_that_is_not_there_is_told_without_its_address()
    {
        FakeHttp gone = new();
        string url = gone.Url;
        gone.Dispose();

        (await Samples.Notifier($"type = slack, url = \"{url}\"").TryAsync()).ShouldBe(new NotifyResult.Retry("cannot connect: ConnectionRefused"));
    }

    [Theory]
    [InlineData("url-env = NOT_SET", "the url is not set: (environment variable NOT_SET) is empty")]
    [InlineData("url-file = missing", "the url cannot be read: (file missing)")]
    [InlineData("url = \"tok-3cr3t\"", "the url is not an address of http or https")]
    [InlineData("url = \"ftp://tok-3cr3t/\"", "the url is not an address of http or https")]
    public async Task A_secret_that_is_missing_or_wrong_is_told_without_showing_it(string key, string reason) =>
        (await Samples.Notifier($"type = slack, {key}").TryAsync()).ShouldBe(new NotifyResult.Retry(reason));

    [Fact]
    public async Task A_token_cannot_add_headers() =>
        (await Samples.Notifier($"type = webhook, url = \"{_server.Url}\", token = \"tok-3cr3t\\r\\nX: y\"").TryAsync())
            .ShouldBe(new NotifyResult.Retry("the token has characters that a header cannot carry"));

    [Fact]
    public async Task A_caller_that_gives_up_is_let_go()
    {
        _server.Answer((string?)null);
        using CancellationTokenSource stop = new();
        Task<NotifyResult> result = Slack().SendAsync(Samples.Message(), stop.Token);
        _server.Expect();
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(result.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System));
    }

    private INotifier Slack(TimeProvider? time = null, string delivery = "tries = 1") => Samples.Notifier($"type = slack, url = \"{_server.Url}\"", time, delivery);
}
