namespace Guardian.Council;

/// <summary>How much a seat counts.</summary>
/// <param name="Seat">The seat, in words.</param>
/// <param name="Weight">0 to 1, all seats together 1.</param>
/// <param name="Loss">How far its last judged score was from what came, 0 to 1; null when the last outcome said nothing of it.</param>
public sealed record SeatTrust(string Seat, double Weight, double? Loss);
