namespace Guardian.Cluster.Bus;

/// <summary>Names of the streams in the shared journal.</summary>
public static class BusStreams
{
    private const string NodePrefix = "node/";
    private const string ForwardPrefix = "forward/";

    /// <summary>Meetings of the council over several nodes: calls to vote and ballots.</summary>
    public const string Council = "cluster/council";

    /// <summary>What every node learns from: outcomes of plans, wherever they were carried out.</summary>
    public const string Lessons = "cluster/lessons";

    /// <summary>Troubles that might be those of several nodes.</summary>
    public const string Troubles = "cluster/troubles";

    /// <summary>How far a node's own journal has been sent.</summary>
    /// <param name="node">The node.</param>
    /// <returns>The stream.</returns>
    public static string Forward(string node) => $"{ForwardPrefix}{node}";

    /// <summary>Whether a stream only says how far a node's journal has been sent: nobody needs to be told of it.</summary>
    /// <param name="name">A stream of the shared journal.</param>
    /// <returns>True for what <see cref="Forward"/> makes.</returns>
    public static bool IsForward(string name) => name.StartsWith(ForwardPrefix, StringComparison.Ordinal);

    /// <summary>A stream of a node's own journal, as it stands in the shared one.</summary>
    /// <param name="node">The node.</param>
    /// <param name="stream">The stream, such as <c>worker/mailer</c>.</param>
    /// <returns>For example <c>node/n1/worker/mailer</c>.</returns>
    public static string Of(string node, string stream) => $"{NodePrefix}{node}/{stream}";

    /// <summary>Reads such a name.</summary>
    /// <param name="name">A stream of the shared journal.</param>
    /// <param name="node">The node.</param>
    /// <param name="stream">The stream in that node's own journal.</param>
    /// <returns>False for the streams that belong to no node.</returns>
    public static bool TryOf(string name, out string node, out string stream)
    {
        int slash = name.StartsWith(NodePrefix, StringComparison.Ordinal) ? name.IndexOf('/', NodePrefix.Length) : -1;
        node = slash < 0 ? string.Empty : name[NodePrefix.Length..slash];
        stream = slash < 0 ? string.Empty : name[(slash + 1)..];
        return slash >= 0;
    }
}
