using Guardian.Council;
using Guardian.Learning;
using Guardian.Learning.Knowledge;
using Microsoft.Extensions.Logging;

namespace Guardian.Sages;

/// <summary>What the knowledge sage of a node needs.</summary>
public sealed record KnowledgeSageSetup
{
    /// <summary>Name of the node.</summary>
    public required string Node { get; init; }

    /// <summary>By expectation where plans are only recommended, by bounded draw where they are carried out.</summary>
    public required ChoiceMode Mode { get; init; }

    /// <summary>How it learns and weighs.</summary>
    public required KnowledgeOptions Options { get; init; }

    /// <summary>Whether what it knows is told (<see cref="Cluster.Learning.SharedKnowledge"/>) rather than learned and kept here: nodes of a
    /// cluster share it.</summary>
    public bool IsShared { get; init; }

    /// <summary>Where what it knows is kept.</summary>
    public required IKnowledgeRecords Records { get; init; }

    /// <summary>How an error is to be taken, by its lines; null when they do not tell. Called in the sage's actor.</summary>
    public required Func<CaseFile, ErrorLevel?> LevelOf { get; init; }

    /// <summary>The node's log.</summary>
    public required ILogger Log { get; init; }
}
