using System.Security.Cryptography;

namespace Guardian.Cluster.Postgres;

/// <summary>Limits of a node's dealings with the shared database.</summary>
public sealed record ClusterTuning
{
    /// <summary>How long any call takes at most, whatever the server and the network do.</summary>
    /// <value>
    /// Longer than zero; 3 s. Not longer than a third of the node's lease: then a renewal that hangs leaves time for the next one.
    /// </value>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Connections for everything but renewals and listening, which have one each; they are opened when they are needed.</summary>
    /// <value>1 or more; 3.</value>
    public int Connections { get; init; } = 3;

    /// <summary>How often the line that is listened on is tried when nothing is heard; a dead one is noticed after twice that.</summary>
    /// <value>Whole seconds, 1 s or longer; 2 s. It costs no transaction.</value>
    public TimeSpan Ping { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Pause before the line that is listened on is opened again after it broke; it doubles with each failure.</summary>
    /// <value>Longer than zero; 100 ms.</value>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest such pause. Chance takes away up to half of each, so that nodes do not come back together.</summary>
    /// <value><see cref="FirstRetry"/> or longer; 5 s.</value>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Where that chance comes from.</summary>
    /// <value>Any number; another one in each process.</value>
    public int Seed { get; init; } = RandomNumberGenerator.GetInt32(int.MaxValue);

    /// <summary>Refuses values that cannot work.</summary>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(CallTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(Connections, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Ping, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(FirstRetry, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(LongestRetry, FirstRetry);
    }
}
