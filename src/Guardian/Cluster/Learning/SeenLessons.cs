using System.Collections.Immutable;

namespace Guardian.Cluster.Learning;

/// <summary>The newest lessons of a node.</summary>
/// <param name="Ids">Oldest first.</param>
/// <param name="Last">Place of the newest in the stream.</param>
internal sealed record SeenLessons(ImmutableArray<string> Ids, long Last);
