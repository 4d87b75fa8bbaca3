using System.Collections.Immutable;

namespace Guardian.Workers.Records;

/// <summary>What is known of one worker from the store: the projection of its events that a starting node needs.</summary>
/// <param name="Name">The worker.</param>
/// <param name="Run">A person's word: true to run, false to stay stopped, null when nobody has said.</param>
/// <param name="Scale">A person's word on the number of instances, or null.</param>
/// <param name="Instances">Instances by index.</param>
public sealed record WorkerRecord(string Name, bool? Run, int? Scale, ImmutableSortedDictionary<int, InstanceRecord> Instances)
{
    /// <summary>Recovery's word on the number of instances, or null.</summary>
    public int? Advised { get; init; }

    /// <summary>A worker nothing is known of yet.</summary>
    /// <param name="name">The worker.</param>
    /// <returns>The record.</returns>
    public static WorkerRecord New(string name) => new(name, null, null, ImmutableSortedDictionary<int, InstanceRecord>.Empty);

    /// <summary>The record after one more event.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="at">When it happened (wall time).</param>
    /// <returns>The new record.</returns>
    public WorkerRecord Apply(WorkerEvent happened, DateTimeOffset at) => happened switch
    {
        WorkerEvent.InstanceStarted started => With(started.Index, instance => instance with
        {
            Process = started.Process,
            // A process that was taken over keeps the moment it was really started.
            StartedAt = started.Adopted && instance.Process == started.Process ? instance.StartedAt ?? at : at,
            LogOffset = instance.LogOffset,
            SaysProgress = started.Adopted && instance.SaysProgress,
        }),
        WorkerEvent.InstanceEnded ended => With(ended.Index, instance => instance with
        {
            Process = null,
            StartedAt = null,
            LastExit = ended.Exit,
            LastExitAt = at,
            DeathTask = ended.Expected ? instance.DeathTask : ended.NamedTask,
            SameTaskDeaths = ended.Expected ? instance.SameTaskDeaths
                : ended.NamedTask is null ? 0
                : ended.NamedTask == instance.DeathTask ? instance.SameTaskDeaths + 1 : 1,
        }),
        WorkerEvent.StateSaved { Complete: true } saved => With(saved.Index, instance => instance with { RestoreDue = true, SavedOf = instance.Process }),
        WorkerEvent.StateRestored restored => With(restored.Index, instance => instance with { RestoreDue = false, SavedOf = null }),
        WorkerEvent.ScaleAdvised advised => this with { Advised = advised.Instances },
        WorkerEvent.RestartDecided { Verdict: "restart" or "give-up" or "recovery" } decided =>
            With(decided.Index, instance => instance with { Restarts = instance.Restarts + 1 }),
        WorkerEvent.InstanceRemoved removed => this with { Instances = Instances.Remove(removed.Index) },
        WorkerEvent.IntentChanged intent => this with { Run = intent.Run, Scale = intent.Instances, Advised = intent.Instances is null ? Advised : null },
        WorkerEvent.WorkerRemoved => New(Name),
        _ => this,
    };

    /// <summary>The record of an instance whose process has announced progress.</summary>
    /// <param name="index">Which instance.</param>
    /// <returns>The new record; unchanged when the instance is not known.</returns>
    public WorkerRecord WithProgress(int index) =>
        Instances.ContainsKey(index) ? With(index, instance => instance with { SaysProgress = true }) : this;

    /// <summary>The record with one instance's log offset moved.</summary>
    /// <param name="index">Which instance.</param>
    /// <param name="offset">Bytes followed.</param>
    /// <returns>The new record; unchanged when the instance is not known.</returns>
    public WorkerRecord WithLogOffset(int index, long offset) =>
        Instances.ContainsKey(index) ? With(index, instance => instance with { LogOffset = offset }) : this;

    private WorkerRecord With(int index, Func<InstanceRecord, InstanceRecord> change) =>
        this with { Instances = Instances.SetItem(index, change(Instances.GetValueOrDefault(index) ?? InstanceRecord.New(index))) };
}
