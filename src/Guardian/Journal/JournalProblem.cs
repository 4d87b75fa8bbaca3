namespace Guardian.Journal;

/// <summary>Why the store cannot be used.</summary>
public enum JournalProblem
{
    /// <summary>The file is damaged or is no store of Guardian's.</summary>
    Corrupt,

    /// <summary>It may be read but not written.</summary>
    ReadOnly,

    /// <summary>There is no space left.</summary>
    Full,

    /// <summary>Somebody else holds it for too long.</summary>
    Busy,

    /// <summary>It cannot be opened or reached.</summary>
    Unreachable,

    /// <summary>It was written by a newer version of Guardian.</summary>
    TooNew,
}
