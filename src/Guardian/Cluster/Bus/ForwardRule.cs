namespace Guardian.Cluster.Bus;

/// <summary>Decides where the sending of a node's journal goes on, when the node has started or does not know whether an append has happened.</summary>
internal static class ForwardRule
{
    /// <summary>Compares what stands in the shared journal with what this process knows.</summary>
    /// <param name="place">Where this process is; null when it has just started.</param>
    /// <param name="found">What stands there; null for nothing.</param>
    /// <param name="self">This process.</param>
    /// <param name="startedAt">End of the node's own journal when this process began to look.</param>
    /// <param name="lateSeen">Whether a late append of the process before this one has been seen: there can be only one.</param>
    /// <returns>Where it goes on.</returns>
    public static ForwardVerdict Judge(ForwardPlace? place, ForwardCursor? found, ForwardSelf self, long startedAt, bool lateSeen)
    {
        if (place is null)
        {
            return Start(found, self, startedAt);
        }

        if (found == place.Stands)
        {
            return new ForwardVerdict.Resume(place.Position); // an append in doubt has not happened
        }

        long before = place.Stands?.Sequence ?? 0;
        if (found is null || found.Sequence < before)
        {
            // A standby took over that did not have everything, or a backup was restored. What was sent after that is sent again; where
            // nothing of this directory is left nobody can tell what that is, and it goes on where it was.
            return found is not null && found.Home == self.Home && found.Position <= place.Position
                ? new ForwardVerdict.Rewound(found.Position, "the shared journal has lost its newest events, what this node had sent is sent again")
                : new ForwardVerdict.Rewound(place.Position, "the shared journal has lost what this node had sent");
        }

        if (found.Home != self.Home)
        {
            return new ForwardVerdict.Conflict(
                $"another node sends events as node '{self.Node}' too; give each a name of its own (guardian.node.name)");
        }

        if (found.Sequence > before && found.Run == self.Run)
        {
            return new ForwardVerdict.Resume(found.Position); // it has happened
        }

        return found.Sequence > before && !lateSeen
            ? new ForwardVerdict.Late(found.Position)
            : new ForwardVerdict.Conflict(
                $"another process sends events as node '{self.Node}', from a copy of its data directory; give each node a name (guardian.node.name) "
                + "and a data directory of its own");
    }

    private static ForwardVerdict Start(ForwardCursor? found, ForwardSelf self, long startedAt) =>
        found is null ? new ForwardVerdict.Begin(startedAt, "nothing of this node has been sent before")
        : found.Home != self.Home ? new ForwardVerdict.Begin(startedAt, "what was sent before came from another data directory")
        : found.Position > startedAt
            ? new ForwardVerdict.Begin(startedAt, "this node's journal is shorter than what was sent of it, it has been replaced or lost its end")
        : new ForwardVerdict.Resume(found.Position);
}
