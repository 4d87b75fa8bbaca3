namespace Guardian.Learning.Anomalies;

/// <summary>In which respect a value was unusual.</summary>
public enum AnomalyKind
{
    /// <summary>Higher or lower than nearly all values remembered.</summary>
    Value,

    /// <summary>Further from the values just before it than usual.</summary>
    Jump,

    /// <summary>The mean of the newest values has moved away from the mean before.</summary>
    Level,

    /// <summary>The newest values vary far less than usual, as those of something that hangs.</summary>
    Flat,
}
