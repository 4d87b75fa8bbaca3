namespace Guardian.Shell.Nodes;

/// <summary>The node answered, and said no.</summary>
/// <param name="message">The node's own words.</param>
/// <param name="status">HTTP status.</param>
internal sealed class NodeRefusedException(string message, int status) : Exception(message)
{
    /// <summary>HTTP status of the answer.</summary>
    /// <value>300 to 599; 200 when the answer itself was unusable.</value>
    public int Status { get; } = status;
}
