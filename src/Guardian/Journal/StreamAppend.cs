using System.Collections.Immutable;

namespace Guardian.Journal;

/// <summary>Events to be appended to one stream.</summary>
/// <param name="Stream">Name of the stream, for example <c>worker/mailer</c>; 1 to 200 characters, none of control.</param>
/// <param name="Expected">Sequence of the stream's last event as the caller knows it (0: the stream is new), or null for "wherever it is".</param>
/// <param name="Events">At least one, in order.</param>
public sealed record StreamAppend(string Stream, long? Expected, ImmutableArray<NewEvent> Events);
