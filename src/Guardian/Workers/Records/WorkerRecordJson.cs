using System.Text.Json;
using System.Text.Json.Serialization;
using Guardian.Journal;

namespace Guardian.Workers.Records;

/// <summary>Turns worker events and records into the bytes the journal keeps, and back.</summary>
public static class WorkerRecordJson
{
    private const string StreamPrefix = "worker/";

    /// <summary>The stream of a worker.</summary>
    /// <param name="worker">Its name.</param>
    /// <returns><c>worker/NAME</c>.</returns>
    public static string StreamOf(string worker) => StreamPrefix + worker;

    /// <summary>The worker a stream belongs to.</summary>
    /// <param name="stream">A stream's name.</param>
    /// <returns>The worker, or null for a stream of another kind.</returns>
    public static string? WorkerOf(string stream) =>
        stream.StartsWith(StreamPrefix, StringComparison.Ordinal) ? stream[StreamPrefix.Length..] : null;

    /// <summary>The event as the journal keeps it.</summary>
    /// <param name="happened">What happened.</param>
    /// <param name="at">When (wall time).</param>
    /// <returns>The journal's event.</returns>
    public static NewEvent ToJournal(WorkerEvent happened, DateTimeOffset at) =>
        new(TypeOf(happened), JsonSerializer.SerializeToUtf8Bytes(happened, WorkerRecordContext.Default.WorkerEvent), at);

    /// <summary>Reads an event back.</summary>
    /// <param name="kept">What the journal kept.</param>
    /// <returns>The event, or null when a newer version wrote a kind this one does not know.</returns>
    public static WorkerEvent? FromJournal(JournalEvent kept)
    {
        try
        {
            return JsonSerializer.Deserialize(kept.Json.Span, WorkerRecordContext.Default.WorkerEvent);
        }
        catch (JsonException)
        {
            // An unknown kind or shape: the events around it are still good, so this one alone is passed over.
            return null;
        }
        catch (NotSupportedException)
        {
            // What System.Text.Json throws for a missing type discriminator.
            return null;
        }
    }

    /// <summary>The record as a snapshot's content.</summary>
    /// <param name="record">The record.</param>
    /// <returns>UTF-8 JSON.</returns>
    public static byte[] ToSnapshot(WorkerRecord record) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new StoredRecord(record.Name, record.Run, record.Scale, [.. record.Instances.Values]) { Advised = record.Advised },
            WorkerRecordContext.Default.StoredRecord);

    /// <summary>Reads a snapshot's content back.</summary>
    /// <param name="json">UTF-8 JSON.</param>
    /// <returns>The record, or null when it cannot be read.</returns>
    public static WorkerRecord? FromSnapshot(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, WorkerRecordContext.Default.StoredRecord) is { Name: not null } stored
                ? WorkerRecord.New(stored.Name) with
                {
                    Run = stored.Run,
                    Scale = stored.Scale,
                    Advised = stored.Advised,
                    Instances = WorkerRecord.New(stored.Name).Instances.AddRange((stored.Instances ?? [])
                        .Select(instance => KeyValuePair.Create(instance.Index, instance))),
                }
                : null;
        }
        catch (JsonException)
        {
            // The events are still there; the caller folds them from the beginning.
            return null;
        }
    }

    private static string TypeOf(WorkerEvent happened) => happened switch
    {
        WorkerEvent.InstanceStarted => "instance-started",
        WorkerEvent.InstanceEnded => "instance-ended",
        WorkerEvent.InstanceRemoved => "instance-removed",
        WorkerEvent.RestartDecided => "restart-decided",
        WorkerEvent.IntentChanged => "intent-changed",
        WorkerEvent.HealthChanged => "health-changed",
        WorkerEvent.FaultSeen => "fault-seen",
        WorkerEvent.StateSaved => "state-saved",
        WorkerEvent.StateRestored => "state-restored",
        WorkerEvent.ScaleAdvised => "scale-advised",
        WorkerEvent.WorkerRemoved => "worker-removed",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    internal sealed record StoredRecord(string? Name, bool? Run, int? Scale, InstanceRecord[]? Instances)
    {
        public int? Advised { get; init; }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WorkerEvent))]
[JsonSerializable(typeof(WorkerRecordJson.StoredRecord))]
internal sealed partial class WorkerRecordContext : JsonSerializerContext;
