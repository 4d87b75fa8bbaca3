using FsCheck;
using FsCheck.Fluent;
using Guardian.Journal;
using static Guardian.Persistence.Sql.Tests.Contract.Sample;

namespace Guardian.Persistence.Sql.Tests.Contract;

/// <summary>One call to a journal, made at random.</summary>
internal abstract record JournalOperation
{
    /// <summary>Few and alike, so that operations meet: wildcards, one the prefix of another, beyond ASCII.</summary>
    private static readonly string[] StreamNames = ["a", "a/", "a/b", "A/b", "a%", "a_", "ab", "b", "ż", "🐢", "\uD7FFx", "\uE000"];

    private static readonly string[] Prefixes = ["", "a", "a/", "a%", "a_", "A", "b", "c", "🐢", "\uD7FF"];

    private static readonly string[] TypeNames = ["up", "down", "UP", "ß"];

    public sealed record Append(IReadOnlyList<(string Stream, int? Offset, int Count)> Parts, string Type, DateTimeOffset At) : JournalOperation;

    public sealed record Put(JournalSnapshot Snapshot) : JournalOperation;

    public sealed record DeleteSnapshot(string Stream) : JournalOperation;

    public sealed record Trim(JournalRetention Rule) : JournalOperation;

    public sealed record Newest(string Prefix, IReadOnlyList<string> Types, int Count) : JournalOperation;

    public sealed record ReadStream(string Stream, int After) : JournalOperation;

    public sealed record ReadSnapshots(string Prefix) : JournalOperation;

    public sealed record Reopen : JournalOperation;

    private static Gen<DateTimeOffset> Labels => Gen.Choose(-5, 5).Select(hours => Noon.AddHours(hours));

    private static Gen<JournalOperation> Appends =>
        from streams in Gen.SubListOf(StreamNames).Where(list => list.Count > 0).Resize(4)
        // Most callers know the sequence or do not care; some are a little off.
        from offset in Gen.Frequency((6, Gen.Constant<int?>(0)), (3, Gen.Constant<int?>(null)), (1, Gen.Elements<int?>(-1, 1)))
        from count in Gen.Choose(1, 6)
        from type in Gen.Elements(TypeNames)
        from at in Labels
        select (JournalOperation)new Append([.. streams.Select((stream, index) => (stream, index == 0 ? offset : null, count))], type, at);

    private static Gen<JournalOperation> Others => Gen.OneOf(
        from stream in Gen.Elements(StreamNames)
        from sequence in Gen.Choose(0, 12)
        select (JournalOperation)new Put(Snapshot(stream, sequence, $"{sequence}")),
        Gen.Elements(StreamNames).Select(stream => (JournalOperation)new DeleteSnapshot(stream)),
        from label in Labels
        from keep in Gen.Choose(0, 4)
        select (JournalOperation)new Trim(new JournalRetention(label, keep)),
        from prefix in Gen.Elements(Prefixes)
        from types in Gen.SubListOf(TypeNames)
        from count in Gen.Choose(0, 20)
        select (JournalOperation)new Newest(prefix, [.. types], count),
        from stream in Gen.Elements(StreamNames)
        from after in Gen.Choose(0, 12)
        select (JournalOperation)new ReadStream(stream, after),
        Gen.Elements(Prefixes).Select(prefix => (JournalOperation)new ReadSnapshots(prefix)),
        Gen.Frequency((1, Gen.Constant<JournalOperation>(new Reopen())), (4, Gen.Constant<JournalOperation>(new ReadStream("a", 0)))));

    /// <summary>Sequences of operations, half of them appends.</summary>
    internal static Gen<JournalOperation[]> Sequences => Gen.OneOf(Appends, Others).ArrayOf();
}
