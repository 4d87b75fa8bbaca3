namespace Guardian.Shell.Nodes;

/// <summary>The node could not be reached, did not answer in time, or was lost in the middle of an answer.</summary>
internal sealed class NodeUnreachableException(string message, Exception? inner = null) : Exception(message, inner);
