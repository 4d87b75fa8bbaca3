namespace Guardian.Alerts;

/// <summary>What parts of the node tell the alert desk: something began, ended, or merely happened.</summary>
public abstract record AlertSignal
{
    private AlertSignal() { }

    /// <summary>What the signal is about: the grouping key, for example <c>worker/mailer/down</c>.</summary>
    public abstract string Key { get; init; }

    /// <summary>Something is the matter. Said again while it lasts, it counts up; at a higher level, it is told again.</summary>
    /// <param name="Key">What it is about.</param>
    /// <param name="Level">How much it matters.</param>
    /// <param name="Source">Who says so, as <see cref="AlertSource"/> writes it.</param>
    /// <param name="Message">What is the matter, as a sentence.</param>
    /// <param name="Incident">The incident it belongs to, or null.</param>
    public sealed record Raise(string Key, AlertLevel Level, string Source, string Message, string? Incident = null) : AlertSignal
    {
        /// <inheritdoc />
        public override string Key { get; init; } = Key;
    }

    /// <summary>It is over. Without an open alert of that key, nothing happens.</summary>
    /// <param name="Key">What it is about.</param>
    /// <param name="Message">How it ended, as a sentence.</param>
    public sealed record Resolve(string Key, string Message) : AlertSignal
    {
        /// <inheritdoc />
        public override string Key { get; init; } = Key;
    }

    /// <summary>Something happened and is over, such as a successful recovery; a notice at the lowest level.</summary>
    /// <param name="Key">What it is about.</param>
    /// <param name="Source">Who says so, as <see cref="AlertSource"/> writes it.</param>
    /// <param name="Message">What happened, as a sentence.</param>
    /// <param name="Incident">The incident it belongs to, or null.</param>
    public sealed record Notice(string Key, string Source, string Message, string? Incident = null) : AlertSignal
    {
        /// <inheritdoc />
        public override string Key { get; init; } = Key;
    }
}
