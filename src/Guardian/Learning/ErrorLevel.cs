namespace Guardian.Learning;

/// <summary>How an error is to be taken, from a line that belongs to the day's work to one that concerns the whole server.</summary>
public enum ErrorLevel
{
    /// <summary>Belongs to the day's work: log it and go on.</summary>
    Expected,

    /// <summary>Goes away by trying again, by a reset or by a graceful restart.</summary>
    Recoverable,

    /// <summary>Does not go away by trying again: stop safely, ask a person.</summary>
    Fatal,

    /// <summary>Concerns more than the worker: alert.</summary>
    System,
}
