namespace Guardian.Persistence.Sql.Writing;

/// <summary>A stretch of old events in order of label and position: after From, up to and with To.</summary>
internal sealed record TrimRange(long FromAt, long FromPosition, long ToAt, long ToPosition, long Before, int Keep);
