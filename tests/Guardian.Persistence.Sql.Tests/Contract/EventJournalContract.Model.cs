using FsCheck;
using FsCheck.Fluent;
using Guardian.Journal;
using static Guardian.Persistence.Sql.Tests.Contract.Sample;

namespace Guardian.Persistence.Sql.Tests.Contract;

/// <summary>Any sequence of calls gives what the model in memory gives.</summary>
public abstract partial class EventJournalContract
{
    /// <summary>Empties the store, faster than making a new one.</summary>
    protected abstract Task ResetStoreAsync();

    [Fact]
    public void Any_operations_give_what_the_model_gives() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(60).WithEndSize(50),
            Prop.ForAll(JournalOperation.Sequences.ToArbitrary(), operations =>
            {
#pragma warning disable VSTHRD002 // FsCheck calls synchronously
                CompareAsync(operations).WaitAsync(Patience).GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
            }));

    private async Task CompareAsync(JournalOperation[] operations)
    {
        await Journal.DisposeAsync();
        await ResetStoreAsync();
        _journal = await OpenStoreAsync();
        JournalModel model = new();
        int number = 0;
        foreach (JournalOperation operation in operations)
        {
            await CompareAsync(operation, model, $"operation {++number}: {operation}");
        }

        List<JournalEvent> all = [.. await Journal.ReadAllAsync().AllAsync()];
        all.Select(Line).ShouldBe(model.Events.Select(Line), "all events at the end");
        all.Zip(all.Skip(1)).ShouldAllBe(pair => pair.First.Position < pair.Second.Position);
    }

    private async Task CompareAsync(JournalOperation operation, JournalModel model, string what)
    {
        switch (operation)
        {
            case JournalOperation.Append append:
                StreamAppend[] appends =
                [
                    .. append.Parts.Select(part => new StreamAppend(
                        part.Stream,
                        part.Offset is { } offset ? Math.Max(0, model.Head(part.Stream) + offset) : null,
                        [.. Enumerable.Range(0, part.Count).Select(index => Event(append.Type, $"{index}", append.At.AddMinutes(index)))])),
                ];
                (await OutcomeAsync(appends)).ShouldBe(model.Append(appends), what);
                break;
            case JournalOperation.Put put:
                await Journal.SaveSnapshotsAsync([put.Snapshot]);
                model.Put(put.Snapshot);
                break;
            case JournalOperation.DeleteSnapshot delete:
                await Journal.DeleteSnapshotAsync(delete.Stream);
                model.DeleteSnapshot(delete.Stream);
                break;
            case JournalOperation.Trim trim:
                (await Journal.TrimAsync(trim.Rule)).ShouldBe(model.Trim(trim.Rule), what);
                break;
            case JournalOperation.Newest newest:
                (await Journal.ReadNewestAsync(newest.Prefix, newest.Types, newest.Count)).Select(Line)
                    .ShouldBe(model.Newest(newest.Prefix, newest.Types, newest.Count), what);
                break;
            case JournalOperation.ReadStream read:
                (await Journal.ReadStreamAsync(read.Stream, read.After).AllAsync()).Select(Line)
                    .ShouldBe(model.Events.Where(item => item.Stream == read.Stream && item.Sequence > read.After).Select(Line), what);
                break;
            case JournalOperation.ReadSnapshots read:
                (await Journal.ReadSnapshotsAsync(read.Prefix)).Select(Line).ShouldBe(model.Snapshots(read.Prefix), what);
                break;
            case JournalOperation.Reopen:
                await ReopenAsync();
                break;
            default:
                throw new InvalidOperationException($"unknown {operation}");
        }
    }

    private async Task<string> OutcomeAsync(StreamAppend[] appends)
    {
        try
        {
            await Journal.AppendAsync(appends);
            return "ok";
        }
        catch (SequenceConflictException conflict)
        {
            return conflict.Message;
        }
    }
}
