namespace Guardian.Connectors.Smtp;

/// <summary>A mail server would not go on. Its message shows codes and our own words, never what the server said or was told.</summary>
/// <param name="message">What was refused.</param>
/// <param name="permanent">Whether the same message will never be taken.</param>
internal sealed class SmtpException(string message, bool permanent = false) : Exception(message)
{
    /// <summary>Whether the same message will never be taken.</summary>
    public bool Permanent { get; } = permanent;
}
