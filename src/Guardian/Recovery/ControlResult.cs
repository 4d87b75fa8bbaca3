namespace Guardian.Recovery;

/// <summary>How something that was asked of a worker ended.</summary>
/// <param name="Done">Whether it was done.</param>
/// <param name="Detail">In words, honest: what happened, or why not.</param>
/// <param name="State">How a saved state was handed back, in words; null where none was.</param>
public sealed record ControlResult(bool Done, string Detail, string? State = null);
