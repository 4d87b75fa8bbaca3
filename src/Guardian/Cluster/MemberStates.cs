namespace Guardian.Cluster;

/// <summary>Words for <see cref="MemberState"/>.</summary>
public static class MemberStates
{
    /// <summary>The word as people read it, in JSON and in sentences.</summary>
    /// <param name="state">The state.</param>
    /// <returns>live, lost, left or down.</returns>
    public static string Word(this MemberState state) => state switch
    {
        MemberState.Live => "live",
        MemberState.Lost => "lost",
        MemberState.Left => "left",
        _ => "down",
    };
}
