using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Guardian.Faults;

namespace Guardian.Council;

/// <summary>What the sages are told of an incident when they are asked to vote. Everything else they know from the event stream.</summary>
public sealed record CaseFile
{
    /// <summary>Id of the incident.</summary>
    public required string Incident { get; init; }

    /// <summary>What is wrong: the fault that opened it.</summary>
    public required FaultKind Kind { get; init; }

    /// <summary>The worker, or null when the server itself is meant.</summary>
    public required string? Worker { get; init; }

    /// <summary>The instance, for example <c>mailer/0</c>, or null when the worker or the server as a whole is meant.</summary>
    public required string? Instance { get; init; }

    /// <summary>Why it is thought to be wrong, with figures.</summary>
    public required string Reason { get; init; }

    /// <summary>Stable id of the error's signature: the key of what is learned.</summary>
    public required string SignatureId { get; init; }

    /// <summary>The signature in words.</summary>
    public required string Signature { get; init; }

    /// <summary>How grave it is.</summary>
    public required Severity Severity { get; init; }

    /// <summary>Which attempt this plan would be, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>Most attempts before a person is asked.</summary>
    public required int MostAttempts { get; init; }

    /// <summary>Ids of the plans that were carried out in this incident and did not cure it, first to last.</summary>
    public required ImmutableArray<string> Failed { get; init; }

    /// <summary>Whether the whole system depends on the worker.</summary>
    public required bool Critical { get; init; }

    /// <summary>Instances of the worker that run.</summary>
    public required int Running { get; init; }

    /// <summary>Instances that should run.</summary>
    public required int Desired { get; init; }

    /// <summary>Fewest instances that it may have.</summary>
    public required int Min { get; init; }

    /// <summary>Most instances that it may have.</summary>
    public required int Max { get; init; }

    /// <summary>Instances of the worker with a task in hand by their own word; null when they never say.</summary>
    public required int? Busy { get; init; }

    /// <summary>The item in hand at the fault by the worker's word (<c>X_GUARDIAN_TASK</c>), or null.</summary>
    public required string? Task { get; init; }

    /// <summary>How many of the last deaths in a row had the same item in hand; 0 when unknown.</summary>
    public required int SameTaskDeaths { get; init; }

    /// <summary>Whether the process lives at the moment.</summary>
    public required bool Alive { get; init; }

    /// <summary>Faults of other workers of the same signature within the last minutes: a common cause is likely.</summary>
    public required ImmutableArray<string> AlsoHit { get; init; }

    /// <summary>Last error lines, oldest first, at most 20.</summary>
    public required ImmutableArray<string> ErrorLines { get; init; }

    /// <summary>Further facts by name with their unit in words, for example <c>memory</c> = <c>812 MiB of 1 GiB</c>.</summary>
    public required ImmutableSortedDictionary<string, string> Facts { get; init; }

    /// <summary>The node that has the trouble; null when it is in no cluster.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Node { get; init; }

    /// <summary>Whether the case is another node's: what a sage sees around itself then says nothing of it.</summary>
    /// <param name="node">Name of the sage's node.</param>
    /// <returns>True when it is.</returns>
    public bool IsOfAnother(string node) => Node is { } own && own != node;

    /// <summary>Seed for a sage's chance (Thompson sampling), so that a meeting can be replayed.</summary>
    public required int Seed { get; init; }
}
