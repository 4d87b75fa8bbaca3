namespace Guardian.Hosting;

/// <summary>Answer to a person's command.</summary>
public abstract record CommandReply
{
    private CommandReply() { }

    /// <summary>It is done, or under way.</summary>
    /// <param name="Message">What follows from it.</param>
    public sealed record Accepted(string Message) : CommandReply;

    /// <summary>It is not done.</summary>
    /// <param name="Message">Why, and what would help.</param>
    public sealed record Refused(string Message) : CommandReply;

    /// <summary>It names something that does not exist.</summary>
    /// <param name="Message">What does exist.</param>
    public sealed record UnknownName(string Message) : CommandReply;
}
