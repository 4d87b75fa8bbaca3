namespace Guardian.Actors;

/// <summary>How serious a <see cref="LogEvent"/> is.</summary>
public enum LogLevel
{
    /// <summary>Of use when looking for a fault in the code.</summary>
    DebugLevel = 0,

    /// <summary>Of use to those who run the system.</summary>
    InfoLevel = 1,

    /// <summary>Something went wrong and was dealt with.</summary>
    WarningLevel = 2,

    /// <summary>Something went wrong.</summary>
    ErrorLevel = 3,
}
