namespace Guardian.Cluster;

/// <summary>A request to a node's API that another node hands on through the store.</summary>
public sealed record RemoteRequest
{
    /// <summary>Tells the request from every other; the same request sent twice counts once.</summary>
    public required Guid Id { get; init; }

    /// <summary>Node that is to answer it.</summary>
    public required string To { get; init; }

    /// <summary>Node that hands it on.</summary>
    public required string From { get; init; }

    /// <summary>Who asks.</summary>
    public required string By { get; init; }

    /// <summary>HTTP method. What is not GET is a command: it is carried out at least once, and kept as audit trail.</summary>
    public required string Method { get; init; }

    /// <summary>Path and query.</summary>
    public required string Path { get; init; }

    /// <summary>Body, JSON; null for none.</summary>
    public required string? Body { get; init; }

    /// <summary>How long it may wait for its node; after that it is not carried out any more.</summary>
    public required TimeSpan GiveUpAfter { get; init; }

    /// <summary>The answer comes in parts as long as somebody wants it (a log that is followed).</summary>
    public bool Streams { get; init; }
}
