using System.Collections.Immutable;
using System.Text;
using Guardian.Cluster.Postgres.Tests.Support;

namespace Guardian.Cluster.Postgres.Tests;

public sealed class InboxTests
{
    [Fact]
    public async Task Requests_come_oldest_first_as_they_were_sent_and_once()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore asker = scene.Store();
        PostgresClusterStore store = scene.Store();
        Guid session = await store.SessionAsync("n1");
        RemoteRequest[] requests =
        [
            Scene.Request("n1"),
            Scene.Request("n1", "GET", streams: true),
            Scene.Request("n1", "DELETE", giveUp: TimeSpan.FromSeconds(90)) with { Body = "äöü \"'\\ \U0001F600" },
            Scene.Request("n2"),
        ];
        foreach (RemoteRequest request in requests)
        {
            await asker.SendAsync(request, default);
            await asker.SendAsync(request, default); // the same once more
        }

        ImmutableArray<InboxItem> first = await store.TakeAsync(session, 2, default);
        ImmutableArray<InboxItem> second = await store.TakeAsync(session, 2, default);

        first.Concat(second).Select(item => item.Request).ShouldBe(requests[..3]);
        first.Concat(second).ShouldAllBe(item => !item.Begun);
        first[0].At.ShouldBeInRange((await store.ReadAsync()).At - TimeSpan.FromMinutes(1), (await store.ReadAsync()).At);
        (await store.TakeAsync(session, 2, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Only_the_present_membership_takes_and_what_an_earlier_one_began_comes_again()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        Guid home = Guid.NewGuid();
        Guid first = await store.SessionAsync("n1", home);
        RemoteRequest command = Scene.Request("n1");
        RemoteRequest fresh = Scene.Request("n1");
        await store.SendAsync(command, default);
        await store.TakeAsync(first, 10, default);
        await store.SendAsync(fresh, default);

        PostgresClusterStore restarted = scene.Store();
        Guid second = await restarted.SessionAsync("n1", home);

        (await store.TakeAsync(first, 10, default)).ShouldBeEmpty();
        ImmutableArray<InboxItem> items = await restarted.TakeAsync(second, 10, default);
        items.Select(item => (item.Request.Id, item.Begun)).ShouldBe([(command.Id, true), (fresh.Id, false)]);
        (await restarted.AuditAsync(10, default)).Select(row => (row.Id, row.Runs)).ShouldBe([(fresh.Id, 1), (command.Id, 2)]);
        (await restarted.TakeAsync(second, 10, default)).ShouldBeEmpty();

        await scene.ExpireAsync("n1");
        await store.SendAsync(Scene.Request("n1"), default);
        (await restarted.TakeAsync(second, 10, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_marked_as_begun_but_never_reached_the_node_comes_with_the_next_call()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        Guid session = await store.SessionAsync("n1");
        RemoteRequest lost = Scene.Request("n1");
        RemoteRequest next = Scene.Request("n1");
        await store.SendAsync(lost, default);
        Npgsql.NpgsqlConnection hand = await scene.HandAsync();
        // A call whose answer was lost on its way: the database has carried it out.
        (await new ClusterCommand(ClusterSql.Take).With(session).With(10).With(Array.Empty<Guid>()).RowsAsync(hand, row => row.GetGuid(0)))
            .ShouldBe([lost.Id]);
        await store.SendAsync(next, default);

        ImmutableArray<InboxItem> items = await store.TakeAsync(session, 10, default);

        items.Select(item => (item.Request.Id, item.Begun)).ShouldBe([(lost.Id, false), (next.Id, false)]);
        (await store.TakeAsync(session, 10, default)).ShouldBeEmpty();
        (await store.AuditAsync(10, default)).ShouldAllBe(row => row.Runs == 1);
    }

    [Fact]
    public async Task What_has_waited_longer_than_its_own_time_is_given_up_and_said_so()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        Guid session = await store.SessionAsync("n1");
        RemoteRequest old = Scene.Request("n1", giveUp: TimeSpan.FromMilliseconds(1));
        RemoteRequest unread = Scene.Request("n2", giveUp: TimeSpan.FromMilliseconds(1));
        RemoteRequest endless = Scene.Request("n1", giveUp: TimeSpan.MaxValue);
        await store.SendAsync(old, default);
        await store.SendAsync(unread, default);
        await store.SendAsync(endless, default);
        await scene.UntilAsync("(SELECT count(*) FROM guardian.requests WHERE give_up_at < clock_timestamp()) = 2");

        (await store.TakeAsync(session, 10, default)).Select(item => item.Request.Id).ShouldBe([endless.Id]);

        (ImmutableArray<RemoteAnswer> parts, bool complete) = await store.ReadAnswerAsync(old.Id, 0, default);
        (parts.Length, complete).ShouldBe((0, true));
        (parts, complete) = await store.ReadAnswerAsync(unread.Id, 0, default); // whoever waits for it gives it up too
        (parts.Length, complete).ShouldBe((0, true));
        ImmutableArray<AuditRow> audit = await store.AuditAsync(10, default);
        audit.Where(row => row.Id != endless.Id).ShouldAllBe(row => row.Status == null && row.DoneAt != null && row.Runs == 0);
        Guid other = await store.SessionAsync("n2");
        (await store.TakeAsync(other, 10, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_request_that_is_being_taken_while_it_grows_too_old_is_not_given_up()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        Guid session = await store.SessionAsync("n1");
        RemoteRequest request = Scene.Request("n1");
        await store.SendAsync(request, default);
        Npgsql.NpgsqlConnection slow = await scene.HandAsync();
        await scene.Database.ExecuteAsync("UPDATE guardian.requests SET give_up_at = clock_timestamp() + interval '300 ms'");
        await using Npgsql.NpgsqlTransaction taking = await slow.BeginTransactionAsync();
        (await new ClusterCommand(ClusterSql.Take).With(session).With(10).With(Array.Empty<Guid>()).RowsAsync(slow, row => row.GetGuid(0)))
            .ShouldBe([request.Id]);
        await scene.UntilAsync("(SELECT give_up_at < clock_timestamp() FROM guardian.requests)");

        Task<(ImmutableArray<RemoteAnswer> Parts, bool Complete)> reading = store.ReadAnswerAsync(request.Id, 0, default);
        await scene.UntilBlockedAsync();
        await taking.CommitAsync();

        (await reading).Complete.ShouldBeFalse();
    }

    [Fact]
    public async Task An_answer_in_parts_is_read_in_order_and_a_part_twice_counts_once()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        RemoteRequest request = Scene.Request("n1");
        await store.SendAsync(request, default);
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => store.AnswerAsync(request.Id, -1, Answer("x"), false, default));

        (await store.AnswerAsync(request.Id, 0, Answer("zero"), false, default)).ShouldBeTrue();
        (await store.AnswerAsync(request.Id, 2, Answer("two"), false, default)).ShouldBeTrue(); // before part 1
        await ShouldReadAsync(store, request.Id, 0, ["zero"], false);
        await ShouldReadAsync(store, request.Id, 1, [], false);
        (await store.AnswerAsync(request.Id, 1, Answer("one"), false, default)).ShouldBeTrue();
        (await store.AnswerAsync(request.Id, 1, Answer("not one"), false, default)).ShouldBeTrue();
        await ShouldReadAsync(store, request.Id, 1, ["one", "two"], false);
        (await store.AnswerAsync(request.Id, 3, Answer("three", 202), true, default)).ShouldBeTrue();
        (await store.AnswerAsync(request.Id, 3, Answer("three", 202), true, default)).ShouldBeTrue();
        await ShouldReadAsync(store, request.Id, 0, ["zero", "one", "two", "three"], true);
        await ShouldReadAsync(store, request.Id, 0, ["zero", "one", "two", "three"], true); // a command's answer stays

        RemoteAnswer last = (await store.ReadAnswerAsync(request.Id, 3, default)).Parts.ShouldHaveSingleItem();
        (last.Status, last.ContentType).ShouldBe((202, "text/plain"));
        AuditRow row = (await store.AuditAsync(1, default)).ShouldHaveSingleItem();
        (row.Status, row.Answer).ShouldBe((202, "zero"));
    }

    [Fact]
    public async Task A_long_answer_is_read_in_several_calls()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        RemoteRequest request = Scene.Request("n1", "GET");
        await store.SendAsync(request, default);
        const int Parts = 150;
        for (int part = 0; part < Parts; part++)
        {
            await store.AnswerAsync(request.Id, part, Answer($"{part}"), last: part == Parts - 1, default);
        }

        List<string> read = [];
        bool complete = false;
        while (!complete)
        {
            (string[] texts, complete) = await TextsAsync(store, request.Id, read.Count);
            texts.ShouldNotBeEmpty();
            read.AddRange(texts);
        }

        read.ShouldBe(Enumerable.Range(0, Parts).Select(part => $"{part}"));
    }

    [Fact]
    public async Task An_empty_answer_and_bytes_of_any_kind_are_carried()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        RemoteRequest empty = Scene.Request("n1");
        RemoteRequest bytes = Scene.Request("n1");
        await store.SendAsync(empty, default);
        await store.SendAsync(bytes, default);
        byte[] all = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];

        await store.AnswerAsync(empty.Id, 0, new RemoteAnswer(204, "", ReadOnlyMemory<byte>.Empty), true, default);
        await store.AnswerAsync(bytes.Id, 0, new RemoteAnswer(200, "application/octet-stream", all), true, default);

        (await store.ReadAnswerAsync(empty.Id, 0, default)).Parts.ShouldHaveSingleItem().Body.Length.ShouldBe(0);
        (await store.ReadAnswerAsync(bytes.Id, 0, default)).Parts.ShouldHaveSingleItem().Body.ToArray().ShouldBe(all);
    }

    [Fact]
    public async Task A_question_leaves_no_trace_once_its_answer_was_read_or_it_was_forgotten()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        Guid session = await store.SessionAsync("n1");
        RemoteRequest read = Scene.Request("n1", "GET");
        RemoteRequest forgotten = Scene.Request("n1", "GET");
        RemoteRequest late = Scene.Request("n1", "GET");
        foreach (RemoteRequest question in new[] { read, forgotten, late })
        {
            await store.SendAsync(question, default);
        }

        await store.ForgetAsync(forgotten.Id, default);
        (await store.TakeAsync(session, 10, default)).Select(item => item.Request.Id).ShouldBe([read.Id, late.Id]); // the forgotten one is dropped
        await store.ForgetAsync(late.Id, default);
        (await store.AnswerAsync(late.Id, 0, Answer("x"), true, default)).ShouldBeFalse();
        (await store.AnswerAsync(read.Id, 0, Answer("y"), true, default)).ShouldBeTrue();
        await ShouldReadAsync(store, read.Id, 0, ["y"], true);

        (await scene.Database.QueryAsync("SELECT (SELECT count(*) FROM guardian.requests) + (SELECT count(*) FROM guardian.answers)")).ShouldBe(0L);
        await ShouldReadAsync(store, Guid.NewGuid(), 0, [], false);
        (await store.AnswerAsync(Guid.NewGuid(), 0, Answer("x"), true, default)).ShouldBeFalse();
        await store.ForgetAsync(Guid.NewGuid(), default);
        (await store.AuditAsync(10, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_command_nobody_waits_for_is_carried_out_and_audited()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        Guid session = await store.SessionAsync("n1");
        RemoteRequest command = Scene.Request("n1", "PUT");
        await store.SendAsync(command, default);
        await store.ForgetAsync(command.Id, default);

        (await store.TakeAsync(session, 10, default)).ShouldHaveSingleItem().Request.ShouldBe(command);
        (await store.AnswerAsync(command.Id, 0, Answer("done\nand dusted", 200), true, default)).ShouldBeFalse();

        AuditRow row = (await store.AuditAsync(10, default)).ShouldHaveSingleItem();
        row.ShouldBe(new AuditRow(command.Id, row.At, "somebody", "asker", "n1", "PUT /api/workers/mailer?x=1", command.Body, 200, row.DoneAt, 1, "done and dusted"));
        row.DoneAt.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(row.At);
        (await scene.Database.QueryAsync("SELECT count(*) FROM guardian.answers")).ShouldBe(0L);
        (await store.TakeAsync(session, 10, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_audit_trail_is_newest_first_without_questions_and_goes_with_tidying_once_it_is_over()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        RemoteRequest[] commands = [.. Enumerable.Range(0, 5).Select(_ => Scene.Request("n1"))];
        foreach (RemoteRequest command in commands)
        {
            await store.SendAsync(command, default);
            await store.SendAsync(Scene.Request("n1", "GET"), default);
        }

        (await store.AuditAsync(3, default)).Select(row => row.Id).ShouldBe(commands.Reverse().Take(3).Select(command => command.Id));
        (await store.AuditAsync(0, default)).ShouldBeEmpty();
        await store.AnswerAsync(commands[0].Id, 0, Answer("x"), true, default);
        (await store.TidyAsync(TimeSpan.FromHours(1), default)).ShouldBe(0);

        await scene.Database.ExecuteAsync("UPDATE guardian.requests SET done_at = done_at - interval '2 hours'");
        (await store.TidyAsync(TimeSpan.FromHours(1), default)).ShouldBe(1);
        (await store.AuditAsync(10, default)).Length.ShouldBe(4);

        // Nobody ever took the others: first they are given up, later they go.
        await scene.Database.ExecuteAsync("UPDATE guardian.requests SET give_up_at = give_up_at - interval '3 hours'");
        (await store.TidyAsync(TimeSpan.FromHours(1), default)).ShouldBe(0);
        (await store.AuditAsync(10, default)).ShouldAllBe(row => row.DoneAt != null && row.Status == null);
        await scene.Database.ExecuteAsync("UPDATE guardian.requests SET done_at = done_at - interval '2 hours'");
        (await store.TidyAsync(TimeSpan.FromHours(1), default)).ShouldBe(9);
    }

    [Fact]
    public async Task Much_is_tidied_away_in_one_call()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        await store.ReadAsync();
        await scene.Database.ExecuteAsync("""
            INSERT INTO guardian.requests (id, to_node, from_node, by_whom, method, path, streams, at, give_up_at, done_at)
              SELECT gen_random_uuid(), 'n1', 'n2', 'x', 'POST', '/', false, now() - interval '3 d', now() - interval '2 d', now() - interval '1 d'
              FROM generate_series(1, 1234)
            """);
        (await store.TidyAsync(TimeSpan.FromHours(1), default)).ShouldBe(1234);
        (await store.AuditAsync(10, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Questions_of_an_asker_that_died_go_when_others_send()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        await store.SessionAsync("asker");
        await store.SendAsync(Scene.Request("n1", "GET"), default);
        await store.SendAsync(Scene.Request("n1", "GET", streams: true), default); // of one that is live, and may follow for hours
        await store.SendAsync(Scene.Request("n1", "GET", from: "dead", streams: true), default);
        await store.SendAsync(Scene.Request("n1"), default);
        await scene.Database.ExecuteAsync("UPDATE guardian.requests SET give_up_at = give_up_at - interval '3 hours'");

        await store.SendAsync(Scene.Request("n1"), default);

        (await scene.Database.QueryAsync("SELECT string_agg(method || streams, ' ' ORDER BY number) FROM guardian.requests"))
            .ShouldBe("GETtrue POSTfalse POSTfalse");
    }

    [Fact]
    public async Task A_streamed_answer_keeps_only_what_was_not_read_and_ends_when_nobody_reads()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        await store.SessionAsync("asker");
        RemoteRequest read = Scene.Request("n1", "GET", streams: true);
        await store.SendAsync(read, default);
        for (int part = 0; part < 5; part++)
        {
            (await store.AnswerAsync(read.Id, part, Answer($"{part}"), false, default)).ShouldBeTrue();
        }

        await ShouldReadAsync(store, read.Id, 3, ["3", "4"], false);
        (await scene.Database.QueryAsync("SELECT min(part) FROM guardian.answers")).ShouldBe(3);

        // Full of what nobody reads.
        await scene.Database.ExecuteAsync("""
            INSERT INTO guardian.answers (request, part, status, content_type, body, last)
              SELECT request, 10 + n, status, content_type, body, last FROM guardian.answers, generate_series(1, 1000) n WHERE part = 4
            """);
        (await store.AnswerAsync(read.Id, 5, Answer("5"), false, default)).ShouldBeFalse();
        (await scene.Database.QueryAsync("SELECT count(*) FROM guardian.requests")).ShouldBe(0L);
    }

    [Fact]
    public async Task A_streamed_answer_ends_when_the_node_that_asked_is_gone()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        await store.SessionAsync("asker");
        RemoteRequest request = Scene.Request("n1", "GET", streams: true);
        await store.SendAsync(request, default);
        (await store.AnswerAsync(request.Id, 0, Answer("0"), false, default)).ShouldBeTrue();
        await scene.ExpireAsync("asker");
        (await store.AnswerAsync(request.Id, 1, Answer("1"), false, default)).ShouldBeFalse();
    }

    [Fact]
    public async Task What_was_given_up_and_answered_all_the_same_is_on_record()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        Guid session = await store.SessionAsync("n1");
        RemoteRequest command = Scene.Request("n1");
        await store.SendAsync(command, default);
        await store.TakeAsync(session, 1, default);
        await scene.ExpireAsync("n1");
        await store.DownAsync("n1", default); // it was only cut off, and still at it

        (await store.AnswerAsync(command.Id, 0, Answer("done after all"), true, default)).ShouldBeFalse();

        AuditRow row = (await store.AuditAsync(1, default)).ShouldHaveSingleItem();
        (row.Status, row.Answer).ShouldBe((200, "done after all"));
    }

    [Fact]
    public async Task What_cannot_be_stored_is_refused_as_a_mistake_and_not_as_a_failure()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        await Should.ThrowAsync<ArgumentException>(() => store.SendAsync(Scene.Request("n1") with { Body = "a\0b" }, default));
        RemoteRequest request = Scene.Request("n1");
        await store.SendAsync(request, default);
        await store.AnswerAsync(request.Id, 0, Answer("a\0b"), true, default);
        (await store.AuditAsync(1, default))[0].Answer.ShouldBe("a b");
    }

    private static RemoteAnswer Answer(string text, int status = 200) => new(status, "text/plain", Encoding.UTF8.GetBytes(text));

    private static async Task ShouldReadAsync(PostgresClusterStore store, Guid id, int from, string[] expected, bool complete)
    {
        (string[] texts, bool isComplete) = await TextsAsync(store, id, from);
        texts.ShouldBe(expected);
        isComplete.ShouldBe(complete);
    }

    private static async Task<(string[] Texts, bool Complete)> TextsAsync(PostgresClusterStore store, Guid id, int from)
    {
        (ImmutableArray<RemoteAnswer> parts, bool complete) = await store.ReadAnswerAsync(id, from, default);
        return ([.. parts.Select(part => Encoding.UTF8.GetString(part.Body.Span))], complete);
    }
}
