using System.Collections.Immutable;
using System.Text;
using Guardian.Cluster;
using Guardian.Node.Api.Cluster;
using Guardian.Node.Tests.Support;
using Guardian.Testing.Cluster;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;

namespace Guardian.Node.Tests.Api.Cluster;

/// <summary>The side that answers: requests out of the store, to an API that the test plays, and back.</summary>
#pragma warning disable CA1001 // disposed of by DisposeAsync
public sealed class InboxWorkerTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly ClusterPlay _play = new();
    private readonly IClusterBook _book = Substitute.For<IClusterBook>();
    private readonly MemoryClusterStore _line;
    private RecordingApi _api = null!;
    private OwnApi _own = null!;
    private InboxWorker? _inbox;

    public InboxWorkerTests() => _line = _play.Store.Another();

    public async Task InitializeAsync()
    {
        await _play.JoinAsync("n1");
        await _play.JoinAsync("n2");
        _api = await RecordingApi.StartAsync();
        _own = new OwnApi(_api.Socket, "token");
        _book.Node.Returns("n2");
        _book.View.Returns(_ => _play.Store.View);
    }

    public async Task DisposeAsync()
    {
        if (_inbox is not null)
        {
            await _inbox.DisposeAsync();
        }

        _own.Dispose();
        await _api.DisposeAsync();
        await _play.DisposeAsync();
    }

    [Fact]
    public async Task A_request_is_asked_of_the_own_api_in_the_callers_name_and_answered()
    {
        Start();
        Guid id = await SendAsync("GET", "/api/v1/workers?x=1");

        RemoteAnswer answer = await AnswerAsync(id);

        (answer.Status, Encoding.UTF8.GetString(answer.Body.Span)).ShouldBe((200, """{"message":"done"}"""));
        _api.Asked.ShouldBe(["GET /api/v1/workers?x=1 pbm/ann@n1 here"]);
    }

    [Fact]
    public async Task What_waited_while_the_node_was_away_is_carried_out_when_it_is_there()
    {
        Guid id = await SendAsync("POST", "/api/v1/workers/a/stop");

        Start();

        Encoding.UTF8.GetString((await AnswerAsync(id)).Body.Span).ShouldBe("""{"message":"done"}""");
    }

    [Fact]
    public async Task The_same_request_sent_twice_is_carried_out_once()
    {
        RemoteRequest request = Request("POST", "/api/v1/workers/a/stop");
        await _play.Store.SendAsync(request, default);
        await _play.Store.SendAsync(request, default);
        Start();
        await AnswerAsync(request.Id);
        await _play.Store.SendAsync(request, default);
        await AnswerAsync(await SendAsync("GET", "/api/v1/last"));

        _api.Asked.Count(asked => asked.StartsWith("POST", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Commands_of_one_sender_are_carried_out_one_after_the_other_in_the_order_they_were_sent()
    {
        _api.Answer = async http =>
        {
            await Task.Yield();
            await http.Response.WriteAsync("{}");
        };
        List<Guid> sent = [];
        for (int number = 0; number < 20; number++)
        {
            sent.Add(await SendAsync("POST", $"/api/v1/{number}"));
        }

        Start();
        foreach (Guid id in sent)
        {
            await AnswerAsync(id);
        }

        _api.Asked.Select(asked => asked.Split(' ')[1]).ShouldBe(Enumerable.Range(0, 20).Select(number => $"/api/v1/{number}"));
        _api.MostAtOnce.ShouldBe(1);
    }

    [Fact]
    public async Task Questions_and_other_senders_do_not_wait_for_a_slow_command_and_their_number_is_bounded()
    {
        TaskCompletionSource slow = new(), full = new();
        int questions = 0;
        _api.Answer = async http =>
        {
            if (http.Request.Path == "/api/v1/slow")
            {
                await slow.Task;
            }
            else if (http.Request.Path == "/api/v1/question")
            {
                if (Interlocked.Increment(ref questions) == 7)
                {
                    full.SetResult(); // with the slow one they are eight
                }

                await full.Task;
            }

            await http.Response.WriteAsync("{}");
        };
        Start();
        Guid command = await SendAsync("POST", "/api/v1/slow");
        List<Guid> sent = [];
        for (int number = 0; number < 30; number++)
        {
            sent.Add(await SendAsync("GET", "/api/v1/question"));
        }

        sent.Add(await SendAsync("POST", "/api/v1/other", from: "n3"));
        foreach (Guid id in sent)
        {
            await AnswerAsync(id);
        }

        (await _play.Store.ReadAnswerAsync(command, 0, default)).Complete.ShouldBeFalse();
        _api.MostAtOnce.ShouldBe(8);
        slow.SetResult();
        await AnswerAsync(command);
    }

    [Theory]
    [InlineData("GET", "http://elsewhere/api/v1/workers")]
    [InlineData("GET", "//elsewhere/api/v1/workers")]
    [InlineData("GET", "/metrics")]
    [InlineData("DELETE", "/api/v1/workers/a")]
    public async Task Only_requests_to_the_api_are_carried_out(string method, string path)
    {
        Start();

        (await AnswerAsync(await SendAsync(method, path))).Status.ShouldBe(400);
        _api.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_and_an_answer_that_is_too_large_says_so()
    {
        Start();
        (await AnswerAsync(await SendAsync("POST", "/api/v1/x", body: new string(' ', 64 * 1024) + "{}"))).Status.ShouldBe(413);

        _api.Answer = http => http.Response.Body.WriteAsync(new byte[InboxWorker.MostAnswerBytes]).AsTask();
        (await AnswerAsync(await SendAsync("GET", "/api/v1/x"))).Body.Length.ShouldBe(InboxWorker.MostAnswerBytes);
        _api.Answer = http => http.Response.Body.WriteAsync(new byte[InboxWorker.MostAnswerBytes + 1]).AsTask();
        RemoteAnswer cut = await AnswerAsync(await SendAsync("GET", "/api/v1/x"));
        (cut.Status, cut.ContentType).ShouldBe((502, "application/problem+json; charset=utf-8"));
        Encoding.UTF8.GetString(cut.Body.Span).ShouldContain("4 MiB");
    }

    [Fact]
    public async Task A_command_that_an_earlier_life_began_is_carried_out_again_and_its_answer_says_so()
    {
        Guid id = await SendAsync("POST", "/api/v1/workers/a/restart");
        (await _play.Store.TakeAsync(_play.SessionOf("n2"), 10, default)).ShouldHaveSingleItem().Begun.ShouldBeFalse();
        await _play.JoinAsync("n2");

        Start();

        Encoding.UTF8.GetString((await AnswerAsync(id)).Body.Span).ShouldBe("""{"message":"done (begun twice: n2 ended while it was at it)"}""");
        (await _play.Store.AuditAsync(1, default)).Single().Runs.ShouldBe(2);
    }

    [Theory]
    [InlineData("/api/v1/node/stop")]
    [InlineData("/api/v1/cluster/leave")]
    public async Task A_deed_that_ends_a_life_is_not_repeated_by_the_next(string path)
    {
        Guid id = await SendAsync("POST", path);
        await _play.Store.TakeAsync(_play.SessionOf("n2"), 10, default);
        await _play.JoinAsync("n2");

        Start();

        (await AnswerAsync(id)).Status.ShouldBe(200);
        _api.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_still_under_way_in_this_process_is_not_begun_again_by_a_new_membership()
    {
        TaskCompletionSource slow = new();
        _api.Answer = async http =>
        {
            await (http.Request.Path == "/api/v1/slow" ? slow.Task : Task.CompletedTask);
            await http.Response.WriteAsync("{}");
        };
        Start();
        Guid id = await SendAsync("POST", "/api/v1/slow");
        await Await.UntilAsync("begun", () => _api.Asked.Count, count => count == 1);
        await _play.JoinAsync("n2");
        _play.Store.Signal(ClusterSignal.Inbox);
        await AnswerAsync(await SendAsync("GET", "/api/v1/other")); // taken by the new membership, as the slow one was
        slow.SetResult();

        await AnswerAsync(id);
        _api.Asked.Count(asked => asked.Contains("slow", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task An_answer_waits_for_a_store_that_is_away()
    {
        TaskCompletionSource slow = new();
        _api.Answer = async http =>
        {
            await slow.Task;
            await http.Response.WriteAsync("{}");
        };
        Start();
        Guid id = await SendAsync("POST", "/api/v1/slow");
        await Await.UntilAsync("begun", () => _api.Asked.Count, count => count == 1);
        _line.Line = StoreLine.Away;
        int calls = _line.Calls;
        slow.SetResult();
        await Await.UntilAsync("a vain attempt", () => _line.Calls, now => now > calls);

        _line.Line = StoreLine.Up;

        (await AnswerAsync(id)).Status.ShouldBe(200);
        _api.Asked.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_answer_that_goes_on_ends_when_its_reader_has_left()
    {
        TaskCompletionSource ended = new();
        _api.Answer = async http =>
        {
            await http.Response.StartAsync();
            using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(10), TimeProvider.System);
            while (!http.RequestAborted.IsCancellationRequested)
            {
                await http.Response.WriteAsync("line\n");
                await http.Response.Body.FlushAsync();
                await timer.WaitForNextTickAsync();
            }

            ended.SetResult();
        };
        Start();
        Guid id = await SendAsync("GET", "/api/v1/log/tail", streams: true);
        await Await.UntilReadAsync("parts", () => _play.Store.ReadAnswerAsync(id, 0, default), read => read.Parts.Length > 3);

        await _play.Store.ForgetAsync(id, default);

        await ended.Task.WaitAsync(Await.Patience, TimeProvider.System);
    }

    [Fact]
    public async Task An_answer_that_goes_on_ends_when_the_node_of_its_reader_has_another_life()
    {
        TaskCompletionSource ended = new();
        SemaphoreSlim more = new(1);
        _api.Answer = async http =>
        {
            await using CancellationTokenRegistration left = http.RequestAborted.Register(() => ended.TrySetResult());
            while (true)
            {
                await more.WaitAsync(http.RequestAborted);
                await http.Response.WriteAsync("line\n");
                await http.Response.Body.FlushAsync();
            }
        };
        Start();
        Guid id = await SendAsync("GET", "/api/v1/log/tail", streams: true);
        await Await.UntilReadAsync("the head and a line", () => _play.Store.ReadAnswerAsync(id, 0, default), read => read.Parts.Length == 2);

        await _play.JoinAsync("n1");
        more.Release();

        await ended.Task.WaitAsync(Await.Patience, TimeProvider.System);
    }

    [Fact]
    public async Task An_answer_that_an_earlier_life_began_ends_and_its_reader_is_told()
    {
        Guid id = await SendAsync("GET", "/api/v1/log/tail", streams: true);
        await _play.Store.TakeAsync(_play.SessionOf("n2"), 10, default);
        await _play.Store.AnswerAsync(id, 0, new RemoteAnswer(200, "text/plain", default), last: false, default);
        await _play.JoinAsync("n2");

        Start();

        (ImmutableArray<RemoteAnswer> parts, _) = await Await.UntilReadAsync(
            "the end", () => _play.Store.ReadAnswerAsync(id, 0, default), read => read.Complete);
        parts.Select(part => part.Status).ShouldBe([200, 503]);
    }

    private void Start() => _inbox = new InboxWorker(new InboxSetup
    {
        Book = _book,
        Store = _line,
        Session = () => _play.SessionOf("n2"),
        Own = _own,
        Poll = TimeSpan.FromMilliseconds(50),
        Time = TimeProvider.System,
        Log = NullLogger.Instance,
    });

    private static RemoteRequest Request(string method, string path, string from = "n1", string? body = null, bool streams = false) => new()
    {
        Id = Guid.NewGuid(),
        To = "n2",
        From = from,
        By = "pbm/ann",
        Method = method,
        Path = path,
        Body = body ?? (method == "GET" ? null : "{}"),
        GiveUpAfter = TimeSpan.FromMinutes(1),
        Streams = streams,
    };

    private async Task<Guid> SendAsync(string method, string path, string from = "n1", string? body = null, bool streams = false)
    {
        RemoteRequest request = Request(method, path, from, body, streams);
        await _play.Store.SendAsync(request, default);
        return request.Id;
    }

    private async Task<RemoteAnswer> AnswerAsync(Guid id)
    {
        (ImmutableArray<RemoteAnswer> parts, _) = await Await.UntilReadAsync(
            "the answer", () => _play.Store.ReadAnswerAsync(id, 0, default), read => read.Complete);
        return parts.ShouldHaveSingleItem();
    }
}
