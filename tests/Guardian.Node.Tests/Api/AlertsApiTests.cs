using System.Collections.Immutable;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Guardian.Alerts;
using Guardian.Hosting;
using Guardian.Node.Api;
using Guardian.Node.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Guardian.Node.Tests.Api;

/// <summary>The alerts' part of the API over a real server and a book of the test's own.</summary>
#pragma warning disable CA1001 // disposed of by DisposeAsync
public sealed class AlertsApiTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly FakeBook _book = new();
    private readonly CancellationTokenSource _stops = new();
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddLogging();
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.UseRouting();
        new AlertsApi(_book, TimeProvider.System, _stops.Token).Map(_app);
        await _app.StartAsync();
        string address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        _client = new HttpClient { BaseAddress = new Uri(address), Timeout = Await.Patience };
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _stops.CancelAsync();
        await _app.DisposeAsync();
        _stops.Dispose();
    }

    [Fact]
    public async Task A_list_is_the_contract_and_nothing_else()
    {
        _book.Alerts = [Example("a1")];

        string answer = await _client.GetStringAsync("/api/v1/alerts?level=high&state=firing&worker=mailer&limit=7&since=2h");

        answer.ShouldBe(
            """[{"id":"a1","level":"high","source":"worker/mailer","message":"mailer's down","timestamp":"2026-01-01T00:00:00+00:00","context":{"totalWorkers":5,"healthyWorkers":4,"criticalWorkers":1},"incident":null,"key":"worker/mailer/down","state":"firing","count":1,"acknowledgedBy":null,"acknowledgedAt":null,"resolvedAt":null}]""");
        AlertQuery asked = _book.Asked.ShouldNotBeNull();
        (asked with { Since = null }).ShouldBe(new AlertQuery(AlertLevel.High, AlertState.Firing, "mailer", null, 7));
        (TimeProvider.System.GetUtcNow() - asked.Since!.Value).ShouldBeInRange(TimeSpan.FromHours(2), TimeSpan.FromHours(2.1));
    }

    [Theory]
    [InlineData("level=urgent", "'level' must be critical, high, medium or low")]
    [InlineData("state=open", "'state' must be firing or resolved")]
    [InlineData("since=soon", "'since' must be a duration such as 30m, 2h or 7d")]
    [InlineData("since=%22%0aa=1", "'since' must be a duration such as 30m, 2h or 7d")]
    [InlineData("limit=0", "'limit' must be 1 to 10000")]
    [InlineData("limit=-1", "'limit' must be 1 to 10000")]
    public async Task A_query_that_makes_no_sense_is_refused(string query, string detail)
    {
        foreach (string path in new[] { "/api/v1/alerts", "/api/v1/alerts/tail" })
        {
            using HttpResponseMessage answer = await _client.GetAsync($"{path}?{query}");

            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            using JsonDocument problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            problem.RootElement.GetProperty("detail").GetString().ShouldBe(detail);
        }
    }

    [Fact]
    public async Task A_tail_shows_the_last_alerts_and_then_what_changes()
    {
        _book.Alerts = [Example("a2"), Example("a1")];
        using Stream stream = await _client.GetStreamAsync("/api/v1/alerts/tail?level=high");
        using StreamReader lines = new(stream);

        (await lines.ReadLineAsync()).ShouldBe("2026-01-01T00:00:00Z HIGH firing worker/mailer a1 mailer's down");
        (await lines.ReadLineAsync()).ShouldNotBeNull().ShouldContain(" a2 ");
        _book.Changes.Writer.TryWrite(Example("a3") with { Level = AlertLevel.Low }).ShouldBeTrue();
        _book.Changes.Writer.TryWrite(Example("a2") with { AcknowledgedBy = "me", AcknowledgedAt = Start.AddSeconds(9) }).ShouldBeTrue();
        (await lines.ReadLineAsync()).ShouldBe("2026-01-01T00:00:09Z HIGH acknowledged by me worker/mailer a2 mailer's down");
        await _stops.CancelAsync();
        (await lines.ReadLineAsync()).ShouldBeNull("the node stops");
    }

    [Theory]
    [InlineData("", HttpStatusCode.OK, "a1 by tests")]
    [InlineData("""{"by":"ann"}""", HttpStatusCode.OK, "a1 by ann")]
    [InlineData("""{"by":7}""", HttpStatusCode.Conflict, null)]
    [InlineData("""{"by":"a\nb"}""", HttpStatusCode.Conflict, null)]
    [InlineData("[]", HttpStatusCode.BadRequest, null)]
    public async Task An_acknowledgement_says_who(string body, HttpStatusCode status, string? seen)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/v1/alerts/a1/ack") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.UserAgent.ParseAdd("tests");

        using HttpResponseMessage answer = await _client.SendAsync(request);

        answer.StatusCode.ShouldBe(status);
        _book.Seen.ShouldBe(seen);
    }

    [Fact]
    public async Task An_unknown_alert_is_404()
    {
        using HttpResponseMessage answer = await _client.PostAsync("/api/v1/alerts/nothing/ack", null);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public void The_palette_is_as_written_down() =>
        Snapshot.Matches("alert-palette.json", JsonSerializer.Serialize([AlertPalette.Palette], ApiJson.Default.ImmutableArrayPalette).Replace("},{", "},\n{", StringComparison.Ordinal) + "\n");

    private static DateTimeOffset Start { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static Alert Example(string id) => new()
    {
        Id = id,
        Level = AlertLevel.High,
        Source = "worker/mailer",
        Message = "mailer's down",
        Timestamp = Start,
        Context = new AlertContext(5, 4, 1),
        Incident = null,
        Key = "worker/mailer/down",
        State = AlertState.Firing,
        Count = 1,
        AcknowledgedBy = null,
        AcknowledgedAt = null,
        ResolvedAt = null,
    };

    private sealed class FakeBook : IAlertBook
    {
        public ImmutableArray<Alert> Alerts { get; set; } = [];

        public AlertQuery? Asked { get; private set; }

        public string? Seen { get; private set; }

        public Channel<Alert> Changes { get; } = Channel.CreateUnbounded<Alert>();

        public Task<ImmutableArray<Alert>> ListAsync(AlertQuery query)
        {
            Asked = query;
            return Task.FromResult(Alerts);
        }

        public Task<CommandReply> AcknowledgeAsync(string id, string by)
        {
            Seen = $"{id} by {by}";
            return Task.FromResult<CommandReply>(id == "a1" ? new CommandReply.Accepted("seen") : new CommandReply.UnknownName("there is none"));
        }

        public async IAsyncEnumerable<Alert> FollowAsync([EnumeratorCancellation] CancellationToken stop)
        {
            await foreach (Alert alert in Changes.Reader.ReadAllAsync(stop))
            {
                yield return alert;
            }
        }
    }
}
