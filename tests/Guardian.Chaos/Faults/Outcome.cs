namespace Guardian.Chaos.Faults;

/// <summary>What became of a fault.</summary>
internal enum Outcome
{
    /// <summary>Still being watched.</summary>
    Open,

    /// <summary>The worker is well again, and no person had a hand in it.</summary>
    Recovered,

    /// <summary>A person was asked.</summary>
    Escalated,

    /// <summary>Nobody noticed.</summary>
    NotDetected,

    /// <summary>Noticed, and neither cured nor escalated in the time that a fault is watched for.</summary>
    NotRecovered,

    /// <summary>It did not show, so nothing was to be noticed: the campaign's fault.</summary>
    NotShown,
}
