namespace Guardian.Shell;

/// <summary>Standard output takes nothing more.</summary>
/// <param name="message">The system's words.</param>
/// <param name="readerLeft">See <see cref="ReaderLeft"/>.</param>
/// <param name="inner">The failure of the stream.</param>
internal sealed class OutputClosedException(string message, bool readerLeft, Exception inner) : Exception(message, inner)
{
    /// <summary>The reader of a pipe has seen enough, as <c>head</c> does: no failure. Otherwise something is wrong, such as a full disk.</summary>
    public bool ReaderLeft { get; } = readerLeft;
}
