using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Guardian.Workers.Records;

/// <summary>Something that happened to a worker and is kept. The stream is <c>worker/NAME</c>; the order is the journal's.</summary>
/// <remarks>Names and properties are a stored format: they are added to, never changed.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(InstanceStarted), "instance-started")]
[JsonDerivedType(typeof(InstanceEnded), "instance-ended")]
[JsonDerivedType(typeof(InstanceRemoved), "instance-removed")]
[JsonDerivedType(typeof(RestartDecided), "restart-decided")]
[JsonDerivedType(typeof(IntentChanged), "intent-changed")]
[JsonDerivedType(typeof(HealthChanged), "health-changed")]
[JsonDerivedType(typeof(FaultSeen), "fault-seen")]
[JsonDerivedType(typeof(StateSaved), "state-saved")]
[JsonDerivedType(typeof(StateRestored), "state-restored")]
[JsonDerivedType(typeof(ScaleAdvised), "scale-advised")]
[JsonDerivedType(typeof(WorkerRemoved), "worker-removed")]
public abstract record WorkerEvent
{
    /// <summary>What was in hand, where the worker says that it is busy but not with what.</summary>
    internal const string UnnamedTask = "a task it did not name";

    private WorkerEvent() { }

    /// <summary>An instance's process was started or taken over.</summary>
    /// <param name="Index">Which instance.</param>
    /// <param name="Process">Which process.</param>
    /// <param name="Adopted">True when an earlier node had started it.</param>
    public sealed record InstanceStarted(int Index, ProcessIdentity Process, bool Adopted) : WorkerEvent;

    /// <summary>An instance's process ended.</summary>
    /// <param name="Index">Which instance.</param>
    /// <param name="Exit">How.</param>
    /// <param name="Cause">Why, in words: a crash, asked to stop, a fault.</param>
    /// <param name="Expected">True when the node had asked for it.</param>
    /// <param name="UptimeSeconds">How long it had run.</param>
    public sealed record InstanceEnded(int Index, ExitStatus Exit, string Cause, bool Expected, double UptimeSeconds) : WorkerEvent
    {
        /// <summary>What it had in hand by its own word, which may be lost or done again; null when nothing is known.</summary>
        public string? InHand { get; init; }

        /// <summary>What it had in hand, where it named that.</summary>
        [JsonIgnore]
        public string? NamedTask => InHand == UnnamedTask ? null : InHand;
    }

    /// <summary>An instance no longer exists (scaled in).</summary>
    /// <param name="Index">Which instance.</param>
    public sealed record InstanceRemoved(int Index) : WorkerEvent;

    /// <summary>The restart policy answered a crash.</summary>
    /// <param name="Index">Which instance.</param>
    /// <param name="Verdict">One of <c>restart</c>, <c>give-up</c>, <c>never</c>, <c>done</c>; <c>recovery</c> when a recovery plan wanted it.</param>
    /// <param name="DelaySeconds">How long until the next start; null when none follows.</param>
    /// <param name="Reason">In words.</param>
    public sealed record RestartDecided(int Index, string Verdict, double? DelaySeconds, string Reason) : WorkerEvent;

    /// <summary>A person (or program) said what the worker should do from now on.</summary>
    /// <param name="Run">True to run, false to stay stopped.</param>
    /// <param name="Instances">How many instances, or null for what the definition says.</param>
    /// <param name="By">Who.</param>
    public sealed record IntentChanged(bool Run, int? Instances, string By) : WorkerEvent;

    /// <summary>The worker's state changed.</summary>
    /// <param name="State">The new state.</param>
    /// <param name="Score">0 to 100.</param>
    /// <param name="Reasons">Why.</param>
    public sealed record HealthChanged(string State, int Score, ImmutableArray<string> Reasons) : WorkerEvent;

    /// <summary>A fault was seen and answered.</summary>
    /// <param name="Index">Which instance, or null for the worker as a whole.</param>
    /// <param name="Kind">Kind of fault.</param>
    /// <param name="Reason">Evidence in words.</param>
    /// <param name="Response">What was done about it.</param>
    public sealed record FaultSeen(int? Index, string Kind, string Reason, string Response) : WorkerEvent;

    /// <summary>The state of an instance was saved before a stop, or could not be.</summary>
    /// <param name="Index">Which instance.</param>
    /// <param name="Complete">Whether it was saved.</param>
    /// <param name="Detail">In words.</param>
    /// <param name="InHand">What it had in hand by its own word, or null.</param>
    public sealed record StateSaved(int Index, bool Complete, string Detail, string? InHand) : WorkerEvent;

    /// <summary>The saved state was handed back to a started instance, or could not be.</summary>
    /// <param name="Index">Which instance.</param>
    /// <param name="Complete">Whether it was restored.</param>
    /// <param name="Detail">In words.</param>
    public sealed record StateRestored(int Index, bool Complete, string Detail) : WorkerEvent;

    /// <summary>Recovery wants another number of instances; a person's word goes before it.</summary>
    /// <param name="Instances">How many, or null for what the definition says.</param>
    /// <param name="Reason">In words.</param>
    public sealed record ScaleAdvised(int? Instances, string Reason) : WorkerEvent;

    /// <summary>The worker is no longer defined and none of its processes is left.</summary>
    public sealed record WorkerRemoved : WorkerEvent;
}
