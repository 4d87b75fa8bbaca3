namespace Guardian.Workers;

/// <summary>A worker as start order sees it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DependsOn">Workers that must be ready before it starts.</param>
public sealed record StartNode(string Name, ValueArray<string> DependsOn);
