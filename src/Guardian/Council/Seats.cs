using System.Collections.Immutable;

namespace Guardian.Council;

/// <summary>The four seats, in order and in words.</summary>
internal static class Seats
{
    /// <summary>Every seat, in the order that minutes name them.</summary>
    public static ImmutableArray<Seat> All { get; } = [Seat.Incident, Seat.Knowledge, Seat.Task, Seat.Pattern];

    /// <summary>A seat in words.</summary>
    /// <param name="seat">The seat.</param>
    /// <returns>For example <c>knowledge</c>.</returns>
    public static string Name(Seat seat) => seat switch
    {
        Seat.Incident => "incident",
        Seat.Knowledge => "knowledge",
        Seat.Task => "task",
        Seat.Pattern => "pattern",
        _ => throw new ArgumentOutOfRangeException(nameof(seat), seat, null),
    };

    /// <summary>Several seats in words.</summary>
    /// <param name="seats">At least one, or the text is <c>nobody</c>.</param>
    /// <returns>For example <c>incident, knowledge and pattern</c>.</returns>
    public static string List(IEnumerable<Seat> seats)
    {
        string[] names = [.. seats.Select(Name)];
        return names.Length switch
        {
            0 => "nobody",
            1 => names[0],
            _ => $"{string.Join(", ", names[..^1])} and {names[^1]}",
        };
    }
}
