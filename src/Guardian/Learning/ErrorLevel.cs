namespace Guardian.Learning;

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
