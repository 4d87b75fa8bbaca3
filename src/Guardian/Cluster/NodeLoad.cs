namespace Guardian.Cluster;

/// <summary>How busy a node is: shown to people, and told with each renewal.</summary>
/// <param name="CpuPercent">Processor use, share of all processors in percent, or null when it is not known.</param>
/// <param name="MemoryPercent">Memory in use in percent, or null when it is not known.</param>
/// <param name="Workers">Workers defined.</param>
/// <param name="Instances">Processes that run.</param>
/// <param name="State">Health of the node as a whole, as a word.</param>
/// <param name="Score">0 to 100.</param>
public sealed record NodeLoad(double? CpuPercent, double? MemoryPercent, int Workers, int Instances, string State, int Score);
