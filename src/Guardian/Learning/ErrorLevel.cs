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
/// <summary>What kind of answer an error asks for.</summary>
public enum ErrorLevel
{
    /// <summary>Part of normal work, such as bad input: note it and go on.</summary>
    Expected,

    /// <summary>May pass by itself: try again.</summary>
    Recoverable,

    /// <summary>Comes back every time until somebody changes something: stop safely.</summary>
    Fatal,

    /// <summary>The server lacks something: raise an alert.</summary>
    System,
}
