namespace Guardian.Workers;

/// <summary>What one rotation did.</summary>
/// <param name="Archive">The archive written, or null when only old ones were deleted.</param>
/// <param name="ArchivedBytes">Bytes moved out of the live file, before compression.</param>
/// <param name="Deleted">Archives deleted by count or age.</param>
public sealed record LogRotation(string? Archive, long ArchivedBytes, int Deleted);
