namespace Guardian.Workers;

/// <summary>How the last process of an instance ended.</summary>
/// <param name="Code">Exit code, or null.</param>
/// <param name="Signal">Signal name such as <c>SIGKILL</c>, or null.</param>
/// <param name="At">When.</param>
public sealed record LastExit(int? Code, string? Signal, DateTimeOffset At)
{
    /// <summary>From the kernel's word.</summary>
    /// <param name="status">How it ended.</param>
    /// <param name="at">When.</param>
    /// <returns>The form that is shown; code and signal are both null when nobody knows.</returns>
    public static LastExit From(ExitStatus status, DateTimeOffset at) =>
        new(status.Code, status.Signal is { } signal ? Signals.Name(signal) : null, at);

    /// <summary>In words.</summary>
    /// <returns>For example <c>exit code 1</c>, <c>SIGKILL</c>, <c>how is not known</c>.</returns>
    public override string ToString() =>
        Code is { } code ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"exit code {code}") : Signal ?? "how is not known";
}
