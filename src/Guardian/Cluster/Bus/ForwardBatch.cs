using System.Collections.Immutable;
using Guardian.Journal;

namespace Guardian.Cluster.Bus;

/// <summary>Turns a stretch of a node's own journal into appends to the shared one.</summary>
internal static class ForwardBatch
{
    /// <summary>Longest name of a stream in a journal (<see cref="StreamAppend"/>).</summary>
    private const int LongestName = 200;

    /// <summary>Makes appends, each to be written as a whole, and all of them in their order.</summary>
    /// <remarks>
    /// The order over all streams is kept, and an append names a stream once: so the next append begins where a stream comes again after
    /// another one. Each carries the place that it has reached and expects the one before, so that it is written once, and never after one
    /// that is missing.
    /// </remarks>
    /// <param name="self">Who sends.</param>
    /// <param name="place">Where the sending is.</param>
    /// <param name="events">What comes next in the node's journal.</param>
    /// <param name="first">An event of the sending's own that goes before them; or null.</param>
    /// <param name="mark">Whether the place is written even when there is nothing else.</param>
    /// <returns>The appends with the place after each; none when there is nothing to write.</returns>
    public static ImmutableArray<(ImmutableArray<StreamAppend> Appends, ForwardCursor After)> Make(
        ForwardSelf self, ForwardPlace place, IReadOnlyList<JournalEvent> events, NewEvent? first, bool mark)
    {
        ImmutableArray<(ImmutableArray<StreamAppend>, ForwardCursor)>.Builder batch = ImmutableArray.CreateBuilder<(ImmutableArray<StreamAppend>, ForwardCursor)>();
        Segment segment = new();
        if (first is not null)
        {
            segment.Add(BusStreams.Of(self.Node, ForwardJson.SkippedStream), first);
        }

        ForwardCursor reached = new(place.Stands?.Sequence ?? 0, self.Home, self.Run, place.Position);
        foreach (JournalEvent item in events)
        {
            string stream = BusStreams.Of(self.Node, item.Stream);
            if (!segment.Takes(stream))
            {
                Close();
            }

            if (stream.Length <= LongestName) // else nobody could ever write it, and all that comes after would wait for ever
            {
                segment.Add(stream, new NewEvent(item.Type, item.Json, item.At));
            }

            reached = reached with { Position = item.Position };
        }

        if (events.Count > 0 || first is not null || mark)
        {
            Close();
        }

        return batch.ToImmutable();

        void Close()
        {
            ForwardCursor after = reached with { Sequence = reached.Sequence + 1 };
            // Labelled as of long ago: it is of use until the next one only, and retention goes by the label.
            NewEvent word = new(ForwardJson.Forwarded, ForwardJson.Bytes(after), DateTimeOffset.UnixEpoch);
            batch.Add(([.. segment.Parts(), new StreamAppend(BusStreams.Forward(self.Node), reached.Sequence, [word])], after));
            (reached, segment) = (after, new Segment());
        }
    }

    /// <summary>Events of several streams in an order that one append keeps.</summary>
    private sealed class Segment
    {
        private readonly List<(string Stream, ImmutableArray<NewEvent>.Builder Events)> _parts = [];
        private readonly HashSet<string> _streams = new(StringComparer.Ordinal);

        public bool Takes(string stream) => (_parts.Count > 0 && _parts[^1].Stream == stream) || !_streams.Contains(stream);

        public void Add(string stream, NewEvent item)
        {
            if (_streams.Add(stream))
            {
                _parts.Add((stream, ImmutableArray.CreateBuilder<NewEvent>()));
            }

            _parts[^1].Events.Add(item);
        }

        public IEnumerable<StreamAppend> Parts() => _parts.Select(part => new StreamAppend(part.Stream, null, part.Events.ToImmutable()));
    }
}
