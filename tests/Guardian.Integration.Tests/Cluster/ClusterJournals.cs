using System.Text;
using Guardian.Integration.Tests.Play;
using Guardian.Journal;
using Guardian.Persistence.Sql;
using Microsoft.Extensions.Logging.Abstractions;

namespace Guardian.Integration.Tests.Cluster;

/// <summary>Reads the journals of a cluster: each node's own, and the shared one.</summary>
internal static class ClusterJournals
{
    /// <summary>Waits until everything that a node's own journal holds by now has been sent, and asserts that it was sent once and in order.</summary>
    /// <returns>What was sent.</returns>
    public static async Task<IReadOnlyList<SentEvent>> AllSentAsync(this TestCluster cluster, ClusterNode node)
    {
        IReadOnlyList<SentEvent> own = await OwnAsync(node);
        IReadOnlyList<SentEvent> sent = [];
        await Waiting.UntilAsync<object>(
            $"{own.Count} events of {node.Name} in the shared journal",
            async () => sent = await SentAsync(cluster, node.Name),
            _ => sent.Count > 0 && own.ToList().IndexOf(sent[0]) is >= 0 and int first && sent.Count >= own.Count - first,
            _ => $"{sent.Count} events\n{string.Join('\n', JournalCheck.Problems(own, sent))}\n{cluster.Words()}");
        IReadOnlyList<string> problems = JournalCheck.Problems(own, sent);
        if (problems.Count > 0) { throw new InvalidOperationException($"{node.Name}: {string.Join('\n', problems)}\n{cluster.Words()}"); }
        return sent;
    }

    /// <summary>What a node has sent, in the order of the shared journal.</summary>
    public static async Task<IReadOnlyList<SentEvent>> SentAsync(TestCluster cluster, string node)
    {
        string prefix = $"node/{node}/";
        IEventJournal shared = await PostgresJournal.OpenAsync(cluster.Database.ConnectionString, TimeProvider.System, NullLogger.Instance);
        await using (shared)
        {
            return await ReadAsync(shared, stream => stream.StartsWith(prefix, StringComparison.Ordinal) ? stream[prefix.Length..] : null);
        }
    }

    /// <summary>A node's own journal; it may run.</summary>
    public static async Task<IReadOnlyList<SentEvent>> OwnAsync(ClusterNode node)
    {
        IEventJournal own = await SqliteJournal.OpenAsync(Stores.FileOf(node.Node), TimeProvider.System, NullLogger.Instance);
        await using (own)
        {
            return await ReadAsync(own, stream => stream);
        }
    }

    private static async Task<IReadOnlyList<SentEvent>> ReadAsync(IEventJournal journal, Func<string, string?> name)
    {
        List<SentEvent> events = [];
        await foreach (JournalEvent item in journal.ReadAllAsync())
        {
            if (name(item.Stream) is { } stream) { events.Add(new SentEvent(stream, item.Type, Encoding.UTF8.GetString(item.Json.Span), item.At)); }
        }

        return events;
    }
}
