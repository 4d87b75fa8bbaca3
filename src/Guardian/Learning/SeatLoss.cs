using Guardian.Council;

namespace Guardian.Learning;

/// <summary>How far a seat was from what came.</summary>
/// <param name="Seat">The seat.</param>
/// <param name="Score">Its score for the plan that was carried out, 0 to 1.</param>
/// <param name="Confidence">How sure it was, 0 to 1.</param>
/// <param name="Loss">Distance from the outcome (1: it helped, 0: it did not), 0 to 1, before its confidence is applied.</param>
public sealed record SeatLoss(Seat Seat, double Score, double Confidence, double Loss);
