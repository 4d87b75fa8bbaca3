namespace Guardian.Workers;

/// <summary>What a node that starts does with instances which an earlier node left running.</summary>
public enum OrphanPolicy
{
    /// <summary>Takes them over; they never notice.</summary>
    Adopt,

    /// <summary>Stops them as any instance is stopped, then starts new ones.</summary>
    Stop,

    /// <summary>Kills them at once, then starts new ones.</summary>
    Kill,
}
