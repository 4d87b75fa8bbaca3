using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Guardian.Cluster.Bus;
using Guardian.Journal;

namespace Guardian.Tests.Cluster.Bus;

/// <summary>A stretch of a node's journal as appends.</summary>
public sealed class ForwardBatchTests
{
    private static readonly ForwardSelf s_self = new("n1", Guid.NewGuid(), Guid.NewGuid());

    [Fact]
    public void Events_of_different_streams_are_one_append_until_a_stream_comes_again()
    {
        Say(Make(new ForwardPlace(null, 10), Events(11, "a", "a", "b", "c", "c", "a", "b"))).ShouldBe([
            "node/n1/a 11 12, node/n1/b 13, node/n1/c 14 15, forward/n1@0 to 15",
            "node/n1/a 16, node/n1/b 17, forward/n1@1 to 17"]);
    }

    [Fact]
    public void Nothing_gives_no_append_unless_the_place_itself_is_to_be_kept()
    {
        Make(new ForwardPlace(null, 10), []).ShouldBeEmpty();
        Say(ForwardBatch.Make(s_self, new ForwardPlace(null, 10), [], null, mark: true)).ShouldBe(["forward/n1@0 to 10"]);
    }

    [Fact]
    public void What_the_sending_has_to_say_goes_first_and_alone_if_it_has_to()
    {
        NewEvent skipped = ForwardJson.SkippedEvent(new ForwardSkip(3, 10, 13), DateTimeOffset.UnixEpoch);
        ForwardPlace place = new(new ForwardCursor(4, s_self.Home, Guid.NewGuid(), 10), 13);

        ForwardBatch.Make(s_self, place, Events(14, "a"), skipped, mark: false)[0].Appends.Select(part => part.Stream)
            .ShouldBe(["node/n1/forward", "node/n1/a", "forward/n1"]);
        (ImmutableArray<StreamAppend> appends, ForwardCursor after) = ForwardBatch.Make(s_self, place, [], skipped, mark: false).Single();
        appends[0].Events.Single().ShouldSatisfyAllConditions(
            item => item.Type.ShouldBe("events-skipped"),
            item => System.Text.Encoding.UTF8.GetString(item.Json.Span).ShouldBe("""{"count":3,"after":10,"last":13}"""));
        after.ShouldBe(new ForwardCursor(5, s_self.Home, s_self.Run, 13));
    }

    [Fact]
    public void An_event_whose_stream_would_have_too_long_a_name_is_passed_by()
    {
        IReadOnlyList<JournalEvent> events = [.. Events(1, "a"), .. Events(2, new string('x', 193)), .. Events(3, new string('y', 192)), .. Events(4, new string('x', 193))];

        Say(Make(new ForwardPlace(null, 0), events)).ShouldBe([$"node/n1/a 1, node/n1/{new string('y', 192)} 3, forward/n1@0 to 4"]);
    }

    [Fact]
    public void The_word_of_the_place_is_labelled_as_of_long_ago_and_events_keep_their_labels()
    {
        DateTimeOffset at = new(2031, 5, 4, 12, 0, 0, TimeSpan.Zero);
        ImmutableArray<StreamAppend> parts = Make(new ForwardPlace(null, 0), [new JournalEvent(1, "a", 1, "e", "1"u8.ToArray(), at)])[0].Appends;

        parts[0].Events[0].At.ShouldBe(at);
        parts[1].Events[0].At.ShouldBe(DateTimeOffset.UnixEpoch);
    }

    [Fact]
    public void Order_over_all_streams_is_kept_whatever_comes() =>
        Check.QuickThrowOnFailure(Prop.ForAll(
            Gen.Elements("a", "b", "c", "d").NonEmptyListOf().ToArbitrary(),
            streams =>
            {
                IReadOnlyList<JournalEvent> events = Events(1, [.. streams]);
                ForwardCursor before = new(7, s_self.Home, s_self.Run, 0);

                ImmutableArray<(ImmutableArray<StreamAppend> Appends, ForwardCursor After)> batch = Make(new ForwardPlace(before, 0), events);

                batch.SelectMany(part => part.Appends[..^1]).SelectMany(part => part.Events.Select(item => $"{part.Stream} {item.Type}"))
                    .ShouldBe(events.Select(item => $"node/n1/{item.Stream} {item.Type}"));
                foreach ((ImmutableArray<StreamAppend> appends, ForwardCursor after) in batch)
                {
                    appends.Select(part => part.Stream).ShouldBeUnique();
                    appends[^1].Expected.ShouldBe(before.Sequence);
                    ForwardJson.Cursor(after.Sequence, appends[^1].Events.Single().Json).ShouldBe(after);
                    after.Sequence.ShouldBe(before.Sequence + 1);
                    before = after;
                }

                before.Position.ShouldBe(events[^1].Position);
            }));

    private static ImmutableArray<(ImmutableArray<StreamAppend> Appends, ForwardCursor After)> Make(ForwardPlace place, IReadOnlyList<JournalEvent> events) =>
        ForwardBatch.Make(s_self, place, events, null, mark: false);

    private static IReadOnlyList<JournalEvent> Events(long first, params string[] streams) =>
        [.. streams.Select((stream, index) => new JournalEvent(first + index, stream, 1, $"{first + index}", "1"u8.ToArray(), DateTimeOffset.UnixEpoch))];

    private static IEnumerable<string> Say(ImmutableArray<(ImmutableArray<StreamAppend> Appends, ForwardCursor After)> batch) =>
        batch.Select(part => string.Join(", ", part.Appends.Select(append =>
            append.Expected is { } expected
                ? $"{append.Stream}@{expected} to {part.After.Position}"
                : $"{append.Stream} {string.Join(' ', append.Events.Select(item => item.Type))}")));
}
