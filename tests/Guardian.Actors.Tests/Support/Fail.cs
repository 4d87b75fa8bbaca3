namespace Guardian.Actors.Tests.Support;

/// <summary>Makes a <see cref="Worker"/> throw.</summary>
public sealed record Fail(string Why = "on purpose")
{
    /// <summary>The message of the exception for which supervisors in tests escalate.</summary>
    public const string Escalate = "escalate";
}
