namespace Guardian.Recovery;

/// <summary>Something that may cure a fault. One is registered for each name.</summary>
/// <remarks>
/// Stateless. What it says of itself must be honest: the council chooses by it. An extension registers its own in
/// <c>GuardianNodeSetup.Actions</c>.
/// </remarks>
public interface IRecoveryAction
{
    /// <summary>What the council needs to know of it.</summary>
    ActionInfo Info { get; }

    /// <summary>Whether it can be done to a target at all.</summary>
    /// <param name="target">The target.</param>
    /// <returns>Null when it can, or why not, in words.</returns>
    string? Obstacle(ActionTarget target);

    /// <summary>Does it.</summary>
    /// <param name="target">The target.</param>
    /// <param name="stop">The time for it is over.</param>
    /// <returns>Whether it did what it says (not whether that helped), in words.</returns>
    Task<ControlResult> RunAsync(ActionTarget target, CancellationToken stop);
}
