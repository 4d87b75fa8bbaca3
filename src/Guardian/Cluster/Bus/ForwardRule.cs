namespace Guardian.Cluster.Bus;

/// <summary>Decides where the sending of a node's journal goes on, when the node has started or does not know whether an append has happened.</summary>
internal static class ForwardRule
{
    /// <summary>Compares what the shared journal says with what this process knows.</summary>
    /// <param name="known">What this process knew last to stand there; null when it has just started.</param>
    /// <param name="found">What stands there; null for nothing.</param>
    /// <param name="node">The node's name, for words.</param>
    /// <param name="home">Identity of this data directory.</param>
    /// <param name="run">Identity of this process.</param>
    /// <param name="startedAt">End of the node's own journal when this process began to look.</param>
    /// <param name="lateSeen">Whether a late append of the process before this one has been seen already; there can be only one.</param>
    /// <returns>Where it goes on.</returns>
    public static ForwardVerdict Judge(
        ForwardCursor? known, ForwardCursor? found, string node, Guid home, Guid run, long startedAt, bool lateSeen)
    {
        if (known is null)
        {
            return Start(found, home, run, startedAt);
        }

        if (found is null || found.Sequence < known.Sequence)
        {
            // A standby took over that did not have everything, or a backup was restored. What was sent after that is sent again; where
            // nothing of this node is left, or only what another data directory sent, nobody can tell, and it goes on where it was.
            return found is not null && found.Home == home && found.Position <= known.Position
                ? new ForwardVerdict.Resume(found, $"the shared journal has lost its newest events; those of this node after {found.Position} are sent again")
                : new ForwardVerdict.Resume(known with { Sequence = found?.Sequence ?? 0 }, "the shared journal has lost what this node had sent");
        }

        if (found == known)
        {
            return new ForwardVerdict.Resume(known, null); // the append in doubt has not happened
        }

        if (found.Run == run && found.Home == home && found.Sequence > known.Sequence)
        {
            return new ForwardVerdict.Resume(found, null); // it has happened
        }

        if (found.Home == home && found.Sequence > known.Sequence && !lateSeen)
        {
            // The process before this one was killed over an append, which the server finished after this one had looked.
            return new ForwardVerdict.Resume(found, "an append of this node's process before this one has come late");
        }

        return new ForwardVerdict.Conflict(
            found.Home == home
                ? $"another process sends events as node '{node}', from a copy of this data directory; give each node a name (guardian.node.name) and a directory of its own"
                : $"another node sends events as node '{node}' too; give each a name of its own (guardian.node.name)");
    }

    private static ForwardVerdict Start(ForwardCursor? found, Guid home, Guid run, long startedAt)
    {
        ForwardCursor fromNow = new(found?.Sequence ?? 0, home, run, startedAt);
        return found is null ? new ForwardVerdict.Begin(fromNow, "nothing of this node has been sent before")
            : found.Home != home ? new ForwardVerdict.Begin(fromNow, "what was sent before came from another data directory")
            : found.Position > startedAt ? new ForwardVerdict.Begin(fromNow, "this node's journal is shorter than what was sent of it: it was lost in part or replaced")
            : new ForwardVerdict.Resume(found, null);
    }
}
