namespace Guardian.Health;

/// <summary>What a probe decides, as in Kubernetes.</summary>
public enum ProbeKind
{
    /// <summary>Whether start-up is over; the others wait for it.</summary>
    Startup,

    /// <summary>Whether the instance can take work; its failure never restarts anything.</summary>
    Ready,

    /// <summary>Whether the instance must be restarted.</summary>
    Live,
}
