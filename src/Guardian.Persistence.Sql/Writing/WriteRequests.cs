using Guardian.Journal;

namespace Guardian.Persistence.Sql.Writing;

internal sealed class AppendRequest(IReadOnlyList<StreamAppend> appends, CancellationToken stop) : WriteRequest(stop)
{
    public override int Events { get; } = appends.Sum(append => append.Events.Length);

    public override long Bytes { get; } = appends.Sum(append => append.Events.Sum(item => (long)item.Json.Length));

    protected override long Write(JournalWriteSession session) => session.Append(appends);
}

internal sealed class SnapshotRequest(IReadOnlyList<JournalSnapshot> snapshots, CancellationToken stop) : WriteRequest(stop)
{
    public override int Events => snapshots.Count;

    public override long Bytes { get; } = snapshots.Sum(snapshot => (long)snapshot.Json.Length);

    protected override long Write(JournalWriteSession session) => session.Put(snapshots);
}

internal sealed class DeleteSnapshotRequest(string stream, CancellationToken stop) : WriteRequest(stop)
{
    public override int Events => 1;

    public override long Bytes => 0;

    protected override long Write(JournalWriteSession session) => session.DeleteSnapshot(stream);
}

internal sealed class TrimRequest(IReadOnlyList<long> positions, int keep, CancellationToken stop) : WriteRequest(stop)
{
    public override int Events => positions.Count;

    public override long Bytes => 0;

    public override bool Trims => true;

    protected override long Write(JournalWriteSession session) => session.Trim(positions, keep);
}
