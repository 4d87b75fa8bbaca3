using Guardian.Learning.Patterns;

namespace Guardian.Learning;

/// <summary>What is known of a failure when its signature is made.</summary>
public sealed record ErrorFacts
{
    /// <summary>Kind of the fault.</summary>
    public required string FaultKind { get; init; }

    /// <summary>Exit code; null: none.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Name of the signal that ended it (<c>SIGSEGV</c>); null: none.</summary>
    public string? Signal { get; init; }

    /// <summary>What was short ("memory high", "disk full"), in any order.</summary>
    public ValueArray<string> Resources { get; init; } = [];

    /// <summary>The exception; null: none was printed.</summary>
    public StackTrace? Exception { get; init; }

    /// <summary>Texts of the templates of the last error lines, oldest first; looked at only without an exception.</summary>
    public ValueArray<string> Templates { get; init; } = [];
}
