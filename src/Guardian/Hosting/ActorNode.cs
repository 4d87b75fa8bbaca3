using System.Collections.Immutable;

namespace Guardian.Hosting;

/// <summary>An actor in the tree that <c>pbm actor hierarchy</c> shows.</summary>
/// <param name="Name">Last part of its path.</param>
/// <param name="Detail">What it is and how it is, in a few words.</param>
/// <param name="Children">Actors below it.</param>
public sealed record ActorNode(string Name, string Detail, ImmutableArray<ActorNode> Children);
