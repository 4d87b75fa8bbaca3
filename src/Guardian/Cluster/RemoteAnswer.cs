namespace Guardian.Cluster;

/// <summary>A node's answer to a request that was handed on.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="ContentType">Media type of the body.</param>
/// <param name="Body">The body, or one part of it.</param>
public sealed record RemoteAnswer(int Status, string ContentType, ReadOnlyMemory<byte> Body);
