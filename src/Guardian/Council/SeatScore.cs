namespace Guardian.Council;

/// <summary>What a seat thinks of a plan: the mean of its sages, weighted by their confidence.</summary>
/// <param name="Seat">The seat.</param>
/// <param name="Score">0 to 1.</param>
/// <param name="Confidence">0 to 1: the mean of its sages' confidence.</param>
public sealed record SeatScore(Seat Seat, double Score, double Confidence);
