namespace Guardian.Integration.Tests.Cluster;

/// <summary>Proves that a node's own journal stands in the shared one: from the first event sent on every event, once, in its order.</summary>
internal static class JournalCheck
{
    /// <summary>Compares the two.</summary>
    /// <param name="own">The node's own journal, in order.</param>
    /// <param name="sent">What stands under the node's name in the shared one, in order; it may hold more than <paramref name="own"/> at its end.</param>
    /// <returns>In words; none when all is well.</returns>
    public static IReadOnlyList<string> Problems(IReadOnlyList<SentEvent> own, IReadOnlyList<SentEvent> sent)
    {
        if (sent.Count == 0) { return own.Count == 0 ? [] : ["nothing was sent"]; }

        // A node that is new in a cluster does not send its history.
        int first = own.ToList().IndexOf(sent[0]);
        if (first < 0) { return [$"sent, but not in the node's own journal: {sent[0]}"]; }
        for (int at = 0; first + at < own.Count; at++)
        {
            if (at >= sent.Count) { return [$"{own.Count - first - at} not sent, the first of them: {own[first + at]}"]; }
            if (own[first + at] != sent[at]) { return [$"at place {at} in the shared journal stands {sent[at]}, in the node's own {own[first + at]}"]; }
        }

        return [];
    }
}

/// <summary>An event, wherever it stands.</summary>
/// <param name="Stream">Stream of the node's own journal.</param>
/// <param name="Type">Its kind.</param>
/// <param name="Json">Its content.</param>
/// <param name="At">Its label.</param>
internal sealed record SentEvent(string Stream, string Type, string Json, DateTimeOffset At);
