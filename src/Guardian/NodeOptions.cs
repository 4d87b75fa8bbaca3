using Guardian.Hocon;

namespace Guardian;

/// <summary>What concerns the node itself.</summary>
/// <remarks>HOCON: <c>guardian.node</c>; defaults are written once, in the reference file.</remarks>
public sealed record NodeOptions
{
    /// <summary>Name of the node, or null for the host's name.</summary>
    public required string? Name { get; init; }

    /// <summary>Directory for the store, the socket, logs and state of workers.</summary>
    /// <value>Path, relative to the directory the node is started in.</value>
    public required string Data { get; init; }

    /// <summary>Least level that the node logs on standard error.</summary>
    public required LogLevel LogLevel { get; init; }

    /// <summary>Longest that the node takes to stop all its workers in order; what is left then is killed.</summary>
    /// <value>Longer than zero.</value>
    public required TimeSpan StopTimeout { get; init; }

    internal static NodeOptions Read(HoconSection at, ConfigProblems problems)
    {
        NodeOptions read = new()
        {
            Name = at.TextOrNull("name"),
            Data = at.Text("data"),
            LogLevel = at.Choice<LogLevel>("log-level"),
            StopTimeout = at.Duration("stop-timeout"),
        };
        problems.Require(read.Name is not "", at.Path("name"), read.Name, "must not be empty; null stands for the host's name");
        problems.Require(read.Data.Length > 0, at.Path("data"), read.Data, "must name a directory");
        problems.Require(read.StopTimeout > TimeSpan.Zero, at.Path("stop-timeout"), read.StopTimeout, "must be longer than zero");
        at.RejectUnreadKeys(problems);
        return read;
    }
}
