namespace Guardian.Integration.Tests.Cluster;

/// <summary>The cluster as the API shows it.</summary>
internal sealed record ClusterSeen(string Node, long Version, string[] Troubles, MemberSeen[] Nodes, FloatingSeen[] Floating)
{
    /// <summary>A node; null when it is not known.</summary>
    public MemberSeen? Of(string node) => Nodes.FirstOrDefault(member => member.Name == node);
}

/// <summary>A node of the cluster as the API shows it.</summary>
internal sealed record MemberSeen(string Name, string State, double? RemainingSeconds, int? Instances, string[] Runs);

/// <summary>A replica of a floating worker as the API shows it.</summary>
internal sealed record FloatingSeen(string Worker, int Replica, string? Node, long? Token, bool? Run, string[] Backups);

/// <summary>A command from node to node, as the API shows it.</summary>
internal sealed record AuditSeen(DateTimeOffset At, string By, string From, string To, string Command, string? Body, int? Status, DateTimeOffset? DoneAt, string? Answer);

/// <summary>A meeting of the council as the API shows it.</summary>
internal sealed record MeetingSeen(string Id, string Subject, string Plan, string Outcome, int Voters, double Milliseconds, string? Nodes);
