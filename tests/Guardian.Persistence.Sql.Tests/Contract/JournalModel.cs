using Guardian.Journal;
using static Guardian.Persistence.Sql.Tests.Contract.Sample;

namespace Guardian.Persistence.Sql.Tests.Contract;

/// <summary>The journal as lists in memory: too simple to be wrong, and the measure for those on a database.</summary>
internal sealed class JournalModel
{
    private readonly List<JournalEvent> _events = [];
    private readonly Dictionary<string, long> _heads = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JournalSnapshot> _snapshots = new(StringComparer.Ordinal);

    /// <summary>All events that are kept, in order; positions are ranks, not those of the store.</summary>
    public IEnumerable<JournalEvent> Events => _events;

    public long Head(string stream) => _heads.GetValueOrDefault(stream);

    /// <returns>"ok", or the conflict in words.</returns>
    public string Append(IReadOnlyList<StreamAppend> appends)
    {
        foreach (StreamAppend append in appends)
        {
            if (append.Expected is { } expected && expected != Head(append.Stream))
            {
                return new SequenceConflictException(append.Stream, expected, Head(append.Stream)).Message;
            }
        }

        foreach (StreamAppend append in appends)
        {
            foreach (NewEvent item in append.Events)
            {
                long sequence = _heads[append.Stream] = Head(append.Stream) + 1;
                _events.Add(new JournalEvent(0, append.Stream, sequence, item.Type, item.Json, item.At));
            }
        }

        return "ok";
    }

    public void Put(JournalSnapshot snapshot) => _snapshots[snapshot.Stream] = snapshot;

    public void DeleteSnapshot(string stream) => _snapshots.Remove(stream);

    public long Trim(JournalRetention rule) => _events.RemoveAll(item =>
        item.At < rule.OlderThan
        && item.Sequence <= Head(item.Stream) - rule.KeepNewest
        && (!_snapshots.TryGetValue(item.Stream, out JournalSnapshot? snapshot) || item.Sequence <= snapshot.Sequence));

    public IEnumerable<string> Newest(string prefix, IReadOnlyCollection<string> types, int count) => _events
        .Where(item => item.Stream.StartsWith(prefix, StringComparison.Ordinal) && (types.Count == 0 || types.Contains(item.Type)))
        .Reverse().Take(count).Select(Line);

    public IEnumerable<string> Snapshots(string prefix) => _snapshots.Values
        .Where(snapshot => snapshot.Stream.StartsWith(prefix, StringComparison.Ordinal))
        .OrderBy(snapshot => snapshot.Stream, StringComparer.Ordinal).Select(Line);
}
