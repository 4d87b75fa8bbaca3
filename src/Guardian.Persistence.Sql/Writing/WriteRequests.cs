using Guardian.Journal;

namespace Guardian.Persistence.Sql.Writing;

internal sealed class AppendRequest(IReadOnlyList<StreamAppend> appends, CancellationToken stop) : WriteRequest(stop)
{
    public IReadOnlyList<StreamAppend> Appends => appends;

    public override int Events { get; } = appends.Sum(append => append.Events.Length);

    public override long Bytes { get; } = appends.Sum(append => append.Events.Sum(item => (long)item.Json.Length));
}

internal sealed class SnapshotRequest(IReadOnlyList<JournalSnapshot> snapshots, CancellationToken stop) : WriteRequest(stop)
{
    public IReadOnlyList<JournalSnapshot> Snapshots => snapshots;

    public override int Events => snapshots.Count;

    public override long Bytes { get; } = snapshots.Sum(snapshot => (long)snapshot.Json.Length);
}

internal sealed class DeleteSnapshotRequest(string stream, CancellationToken stop) : WriteRequest(stop)
{
    public string Stream => stream;

    public override int Events => 1;

    public override long Bytes => 0;
}

internal sealed class TrimRequest(IReadOnlyList<long> positions, int keep, CancellationToken stop) : WriteRequest(stop)
{
    public IReadOnlyList<long> Positions => positions;

    public int Keep => keep;

    public override int Events => positions.Count;

    public override long Bytes => 0;

    public override bool Trims => true;
}
