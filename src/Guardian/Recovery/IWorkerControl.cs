using System.Collections.Immutable;
using Guardian.Workers;

namespace Guardian.Recovery;

/// <summary>Port through which recovery looks at workers and acts on them.</summary>
/// <remarks>Every call ends within its own time and answers with words; none throws for what a worker does.</remarks>
public interface IWorkerControl
{
    /// <summary>The workers, as configured.</summary>
    ImmutableArray<WorkerDefinition> Definitions { get; }

    /// <summary>The latest status of every worker.</summary>
    ImmutableArray<WorkerStatus> Statuses { get; }

    /// <summary>Figures of the server.</summary>
    Hosting.HostStatus Host => Hosting.HostStatus.Unknown;

    /// <summary>How the node as a whole is.</summary>
    Health.HealthState SystemState { get; }

    /// <summary>The latest status of a worker, or null when there is none.</summary>
    /// <param name="worker">Its name.</param>
    /// <returns>The status.</returns>
    WorkerStatus? Find(string worker);

    /// <summary>Whether a limit of the server is crossed.</summary>
    /// <param name="kind">Host memory or host load.</param>
    /// <returns>Why, in words, or null when it is not.</returns>
    string? HostTrouble(Faults.FaultKind kind);

    /// <summary>What is known of an instance before it is touched.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="index">Which instance.</param>
    /// <param name="lines">Last lines of its log.</param>
    /// <returns>The evidence, or null when it cannot be had.</returns>
    Task<InstanceEvidence?> EvidenceAsync(string worker, int index, int lines);

    /// <summary>Saves the state of an instance now.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="index">Which instance.</param>
    /// <returns>How that ended.</returns>
    Task<StateCapture> CaptureAsync(string worker, int index);

    /// <summary>Replaces processes and waits until the new ones are ready.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="index">Which instance, or null for all.</param>
    /// <param name="style">How the old ones are ended.</param>
    /// <param name="reason">In words.</param>
    /// <param name="timeout">Longest wait.</param>
    /// <returns>How that ended.</returns>
    Task<ControlResult> ReplaceAsync(string worker, int? index, EndStyle style, string reason, TimeSpan timeout);

    /// <summary>Sends a signal to the main process of an instance.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="index">Which instance.</param>
    /// <param name="signal">Number of the signal.</param>
    /// <returns>How that ended.</returns>
    Task<ControlResult> SignalAsync(string worker, int index, int signal);

    /// <summary>Runs a command of the definition as the instance.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="index">Which instance.</param>
    /// <param name="command">The command, with placeholders.</param>
    /// <param name="task">The item in hand, or null.</param>
    /// <param name="timeout">Longest time.</param>
    /// <returns>How that ended; null when it could not be started, with the reason in the second place.</returns>
    Task<(CommandResult? Result, string? Problem)> RunAsync(string worker, int index, ValueArray<string> command, string? task, TimeSpan timeout);

    /// <summary>Changes the number of instances, within the bounds of the definition.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="change">How many more (positive) or fewer (negative).</param>
    /// <param name="reason">In words.</param>
    /// <returns>How that ended.</returns>
    Task<ControlResult> ScaleAsync(string worker, int change, string reason);

    /// <summary>Stops a worker and keeps it stopped until a person starts it.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="by">By whose word.</param>
    /// <returns>How that ended.</returns>
    Task<ControlResult> StopAsync(string worker, string by);

    /// <summary>Open connections of an instance to others, in words with their number first; null when they cannot be seen.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="index">Which instance.</param>
    /// <returns>For example <c>3 established to 10.0.0.5:5432</c>.</returns>
    string? Connections(string worker, int index);

    /// <summary>Closes the connections of an instance by the kernel, where it may.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="index">Which instance.</param>
    /// <returns>How that ended.</returns>
    Task<ControlResult> CloseConnectionsAsync(string worker, int index);

    /// <summary>Asks the kernel to take memory back from an instance, where it may.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="index">Which instance.</param>
    /// <returns>How that ended.</returns>
    Task<ControlResult> ReclaimMemoryAsync(string worker, int index);

    /// <summary>Where a worker may run besides here.</summary>
    /// <param name="worker">The worker.</param>
    /// <returns>Its placement; null when this node is alone, or there is no such worker.</returns>
    Placement? PlacementOf(string worker) => null;

    /// <summary>Stops a floating worker here and lets another node run it, which starts it only after it has stopped here.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="reason">In words.</param>
    /// <returns>Done when it runs on another node, also when it did before; the detail names that node.</returns>
    Task<ControlResult> RelocateAsync(string worker, string reason) => Task.FromResult(new ControlResult(false, "this node is alone: no other one can run it"));

    /// <summary>Hands every floating worker of this node over to other nodes, as <see cref="RelocateAsync"/> does, and takes none until a person
    /// says so.</summary>
    /// <param name="reason">In words.</param>
    /// <returns>Done when nothing that floats runs here any more.</returns>
    Task<ControlResult> DrainNodeAsync(string reason) => Task.FromResult(new ControlResult(false, "this node is alone: no other one can run its workers"));

    /// <summary>Waits.</summary>
    /// <param name="span">How long.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <returns>When the time is over.</returns>
    Task WaitAsync(TimeSpan span, CancellationToken stop);
}
