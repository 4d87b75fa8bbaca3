using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Guardian.Kpi;
using Guardian.Node.Api;
using Guardian.Node.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Guardian.Node.Tests.Api;

/// <summary>The figures as a client meets them.</summary>
public sealed class KpiApiTests : IAsyncLifetime, IAsyncDisposable, IKpiBook
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<KpiWindow> _asked = [];
    private WebApplication _app = null!;
    private HttpClient _client = null!;
    private KpiAnswer? _answer;

    public async Task InitializeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.UseRouting();
        new KpiApi(this).Map(_app);
        await _app.StartAsync();
        string address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        _client = new HttpClient { BaseAddress = new Uri(address), Timeout = Await.Patience };
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());

    [Fact]
    public async Task E7_the_figures_have_exactly_the_fields_of_the_contract() =>
        Snapshot.Matches("kpi.json", JsonNode.Parse(await _client.GetStringAsync("/api/v1/kpi?window=month"))!.ToJsonString(Indented) + "\n");

    [Fact]
    public void The_palette_is_as_written_down() =>
        Snapshot.Matches("kpi-palette.json", JsonNode.Parse(JsonSerializer.Serialize([KpiApi.Palette], ApiJson.Default.ImmutableArrayPalette))!.ToJsonString(Indented) + "\n");

    [Theory]
    [InlineData("/api/v1/kpi", "live", "application/json")]
    [InlineData("/api/v1/kpi?window=week", "week", "application/json")]
    [InlineData("/api/v1/kpi/report", "day", "text/plain")]
    [InlineData("/api/v1/kpi/report?window=month&format=markdown", "month", "text/plain")]
    [InlineData("/api/v1/kpi/report?window=week&format=json", "week", "application/json")]
    public async Task The_window_and_the_form_are_those_asked_for(string path, string window, string type)
    {
        using HttpResponseMessage answer = await _client.GetAsync(path);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe(type);
        _asked.ShouldHaveSingleItem().ToString().ShouldBe(window, StringCompareShould.IgnoreCase);
    }

    [Fact]
    public async Task The_flag_of_the_shell_gives_Markdown()
    {
        (await _client.GetStringAsync("/api/v1/kpi/report?markdown=true")).ShouldStartWith("# Guardian: daily report\n");
        (await _client.GetStringAsync("/api/v1/kpi/report")).ShouldStartWith("Guardian: daily report\n");
    }

    [Theory]
    [InlineData("/api/v1/kpi?window=year")]
    [InlineData("/api/v1/kpi?window=")]
    [InlineData("/api/v1/kpi/report?window=live")]
    public async Task An_unknown_window_is_refused(string path)
    {
        using HttpResponseMessage answer = await _client.GetAsync(path);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        _asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task No_figures_are_said_with_the_reason()
    {
        _answer = new KpiAnswer(null, "the journal cannot be read: locked");
        using HttpResponseMessage answer = await _client.GetAsync("/api/v1/kpi");

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("the journal cannot be read: locked");
    }

    Task<KpiAnswer> IKpiBook.AskAsync(KpiWindow window, CancellationToken stop)
    {
        _asked.Add(window);
        DateTimeOffset to = new(2031, 5, 4, 12, 0, 0, TimeSpan.Zero);
        return Task.FromResult(_answer ?? new KpiAnswer(
            new KpiReport(
                window,
                to.AddHours(-1),
                to,
                null,
                [new KpiFigure("availability", "Availability", 99.95, "percent", 99.9, true, null, "1 h up, 2 s down")],
                [new KpiWorkerRow("mailer", 99.95, 2, 0, 0, 1, 1, 0, 0.4)],
                [new KpiStrategyRow("reflex restart", 1, 1, 100, 0.4)],
                [new KpiKindRow("BudgetSpent", 1)],
                ["Nothing stands out."]),
            null));
    }
}
