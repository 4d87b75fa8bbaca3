using System.Collections.Immutable;

namespace Guardian.Health;

/// <summary>What one probe asks.</summary>
public abstract record ProbeTarget
{
    private ProbeTarget() { }

    /// <summary>GET; 200 to 399 is success, redirects are not followed.</summary>
    /// <param name="Uri">Absolute http or https address.</param>
    public sealed record Http(Uri Uri) : ProbeTarget;

    /// <summary>A TCP connection that opens is success.</summary>
    /// <param name="Host">Name or address.</param>
    /// <param name="Port">1 to 65535.</param>
    public sealed record Tcp(string Host, int Port) : ProbeTarget;

    /// <summary>A command that exits 0 is success.</summary>
    /// <param name="Command">Program and arguments, no shell.</param>
    /// <param name="Directory">Working directory.</param>
    /// <param name="Environment">The complete environment.</param>
    /// <param name="User">User to run as, or null.</param>
    public sealed record Exec(
        ImmutableArray<string> Command,
        string Directory,
        ImmutableDictionary<string, string> Environment,
        string? User) : ProbeTarget;

    /// <summary>A file whose modification time is younger than <paramref name="MaxAge"/> is success (heartbeat file, log freshness).</summary>
    /// <param name="Path">Absolute path.</param>
    /// <param name="MaxAge">Longer than zero.</param>
    public sealed record FileAge(string Path, TimeSpan MaxAge) : ProbeTarget;
}
