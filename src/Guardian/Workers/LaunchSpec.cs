using System.Collections.Immutable;

namespace Guardian.Workers;

/// <summary>Everything the kernel needs to start one instance; made from the worker's definition, with placeholders filled in.</summary>
public sealed record LaunchSpec
{
    /// <summary>Program and arguments; never given to a shell.</summary>
    /// <value>At least one entry. The first is a path, or a name looked up in the <c>PATH</c> of <see cref="Environment"/>.</value>
    public required ImmutableArray<string> Command { get; init; }

    /// <summary>Working directory.</summary>
    /// <value>Absolute path.</value>
    public required string Directory { get; init; }

    /// <summary>The complete environment of the process, without <c>NOTIFY_SOCKET</c>, which the slot adds.</summary>
    public required ImmutableDictionary<string, string> Environment { get; init; }

    /// <summary>User to run as (name or number), or null for the node's own.</summary>
    public string? User { get; init; }

    /// <summary>File mode creation mask, or null to inherit.</summary>
    /// <value>0 to 0777 (octal).</value>
    public int? Umask { get; init; }

    /// <summary>Niceness, or null to inherit.</summary>
    /// <value>-20 to 19.</value>
    public int? Nice { get; init; }

    /// <summary>Resource limits by the names of prlimit(1) (<c>nofile</c>, <c>as</c>, <c>core</c>, ...).</summary>
    /// <value><c>soft</c>, <c>soft:hard</c> or <c>unlimited</c> for each.</value>
    public ImmutableDictionary<string, string> Limits { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>
    /// Moment on <see cref="Cluster.ILeaseClock"/> after which the command is not executed any more: the new process itself looks, right before
    /// exec, and ends with exit code 75 (EX_TEMPFAIL) when it is too late. Null for no such moment.
    /// </summary>
    /// <value>The process looks to a hundredth of a second, and rather ends too early.</value>
    public TimeSpan? NotAfter { get; init; }
}
