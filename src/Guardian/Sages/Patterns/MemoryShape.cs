namespace Guardian.Sages.Patterns;

/// <summary>How a worker's memory came to where it is.</summary>
public enum MemoryShape
{
    /// <summary>Too little is known, or neither of the others.</summary>
    Unknown,

    /// <summary>It does not rise.</summary>
    Flat,

    /// <summary>It rises step by step: what is taken is not given back.</summary>
    Leak,

    /// <summary>It rose at once: one large piece of work.</summary>
    Burst,
}
