namespace Guardian.Chaos.Faults;

/// <summary>What should become of a fault.</summary>
internal enum Expected
{
    /// <summary>The worker is well again, and no person had a hand in it.</summary>
    Recovered,

    /// <summary>A person is asked, and the worker is not restarted over and over meanwhile.</summary>
    Escalated,
}
