using Guardian.Alerts;
using Guardian.Hocon;
using Guardian.Workers;

namespace Guardian.Cluster;

/// <summary>How a node acts together with others.</summary>
/// <remarks>HOCON: <c>guardian.cluster</c>; defaults are written once, in the reference file. Without a database the node is alone.</remarks>
public sealed record ClusterOptions
{
    private static readonly TimeSpan s_shortestLease = TimeSpan.FromSeconds(1);

    /// <summary>Connection string of the database that the nodes share; null: no cluster. Treated as a secret, because it may hold a password.</summary>
    public required SecretText? Database { get; init; }

    /// <summary>Password for the database, where the connection string does not hold it; or null.</summary>
    public required SecretText? Password { get; init; }

    /// <summary>What this node offers; a floating worker may ask for some of it.</summary>
    public required ValueArray<string> Roles { get; init; }

    /// <summary>Length of the node's lease: after so long without renewal its floating workers belong to others.</summary>
    /// <value>1 s or longer.</value>
    public required TimeSpan Lease { get; init; }

    /// <summary>How floating workers move to a node that suits them better.</summary>
    public required RebalanceOptions Rebalance { get; init; }

    /// <summary>How often the shared journal is read when nobody calls.</summary>
    /// <value>100 ms or longer.</value>
    public required TimeSpan Poll { get; init; }

    /// <summary>Most events of this node that wait for a database that is away; beyond it the oldest are not sent any more.</summary>
    /// <value>1000 or more.</value>
    public required int Backlog { get; init; }

    /// <summary>How sure a sage of another node counts to be, compared with one of the node that has the trouble.</summary>
    /// <value>Over 0 to 1.</value>
    public required double RemoteConfidence { get; init; }

    /// <summary>How long commands from node to node, and nodes and leases that are gone, are remembered.</summary>
    /// <value>1 h or longer.</value>
    public required TimeSpan Audit { get; init; }

    /// <summary>Whether there is a cluster.</summary>
    public bool IsOn => Database is not null;

    internal static ClusterOptions Read(HoconSection at, ConfigProblems problems)
    {
        ClusterOptions read = new()
        {
            Database = SecretText.ReadOrNull(at, "database", problems),
            Password = SecretText.ReadOrNull(at, "password", problems),
            Roles = at.Texts("roles"),
            Lease = at.Duration("lease"),
            Rebalance = RebalanceOptions.Read(at.Section("rebalance"), problems),
            Poll = at.Duration("poll"),
            Backlog = at.Int32("backlog"),
            RemoteConfidence = at.Fraction("remote-confidence"),
            Audit = at.Duration("audit"),
        };
        problems.Require(read.Lease >= s_shortestLease, at.Path("lease"), read.Lease, "must be 1 s or longer");
        problems.Require(read.Poll >= TimeSpan.FromMilliseconds(100), at.Path("poll"), read.Poll, "must be 100 ms or longer");
        problems.Require(read.Backlog >= 1000, at.Path("backlog"), read.Backlog, "must be 1000 or more");
        problems.Require(read.RemoteConfidence is > 0 and <= 1, at.Path("remote-confidence"), read.RemoteConfidence, "must be over 0% to 100%");
        problems.Require(read.Audit >= TimeSpan.FromHours(1), at.Path("audit"), read.Audit, "must be 1 h or longer");
        problems.Require(read.Password is null || read.Database is not null, at.Path("password"), null, "is of no use without database");
        foreach (string role in read.Roles.Where(role => !InstanceName.IsWorkerName(role)))
        {
            problems.Add(at.Path("roles"), role, $"a role {InstanceName.WorkerRule}");
        }

        at.RejectUnreadKeys(problems);
        return read;
    }
}
