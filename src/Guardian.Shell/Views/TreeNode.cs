using System.Collections.Immutable;

namespace Guardian.Shell.Views;

/// <summary>A node of a tree.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Detail">What is shown beside it; may be empty.</param>
/// <param name="Children">Nodes below it.</param>
internal sealed record TreeNode(string Name, string Detail, ImmutableArray<TreeNode> Children);
