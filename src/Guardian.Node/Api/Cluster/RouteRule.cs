namespace Guardian.Node.Api.Cluster;

/// <summary>What becomes of one route of the API in a cluster.</summary>
/// <param name="Reach">Whom it concerns.</param>
/// <param name="Form">The form of its answer.</param>
internal sealed record RouteRule(Reach Reach, AnswerForm Form)
{
    /// <summary>Kind of what the route names: <c>worker</c>, <c>incident</c>, <c>alert</c>; also the parameter that <c>cluster/has</c> takes.</summary>
    public string? Kind { get; init; }

    /// <summary>Where its name stands: in the path, or, for <see langword="null"/>, in the body's property of the name <see cref="Kind"/>.</summary>
    public string? InPath { get; init; }

    /// <summary>For rows: the property that orders them.</summary>
    public string? OrderBy { get; init; }

    /// <summary>For rows: the property is a time, and the newest comes first.</summary>
    public bool NewestFirst { get; init; }

    /// <summary>For rows: how many there are at most when the request does not say (<c>limit</c>); 0 for all.</summary>
    public int UsualLimit { get; init; }

    /// <summary>For rows: the property of the answer that holds them; null when it is the array itself.</summary>
    public string? RowsIn { get; init; }

    /// <summary>The answer goes on as long as it is read: always, or when the query says <c>follow</c>.</summary>
    public Following Following { get; init; }

    /// <summary>Whether <c>node = all</c> may be asked for.</summary>
    public bool All { get; init; } = true;

    /// <summary>How long another node may take.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>Whether an answer goes on as long as it is read.</summary>
internal enum Following
{
    /// <summary>It ends by itself.</summary>
    Never,

    /// <summary>When the query says <c>follow=true</c>.</summary>
    WhenAsked,

    /// <summary>Always.</summary>
    Always,
}
