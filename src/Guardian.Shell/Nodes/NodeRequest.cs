namespace Guardian.Shell.Nodes;

/// <summary>A request to the node's API.</summary>
/// <param name="IsPost">POST, else GET.</param>
/// <param name="PathAndQuery">Escaped, starts with a slash.</param>
/// <param name="Body">JSON of a POST.</param>
internal sealed record NodeRequest(bool IsPost, string PathAndQuery, ReadOnlyMemory<byte> Body);
