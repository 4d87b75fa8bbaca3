namespace Guardian.Sages;

/// <summary>What the words of an error line speak of.</summary>
public enum ErrorNature
{
    /// <summary>Nothing that is recognised.</summary>
    Unknown,

    /// <summary>A connection to something else failed or broke.</summary>
    Connection,

    /// <summary>No room on a file system.</summary>
    DiskFull,

    /// <summary>Something is not allowed.</summary>
    Permission,

    /// <summary>The configuration is wrong or incomplete.</summary>
    Configuration,

    /// <summary>A module, library, program or file that the worker is made of is missing.</summary>
    Missing,

    /// <summary>No memory was to be had.</summary>
    Memory,

    /// <summary>An address or lock that somebody else holds.</summary>
    InUse,
}
