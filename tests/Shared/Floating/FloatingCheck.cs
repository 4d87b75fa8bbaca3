namespace Guardian.Testing.Floating;

/// <summary>Proves from marks that no floating worker has lived twice at once, that tokens grew, and that nobody was away for longer than allowed.</summary>
internal static class FloatingCheck
{
    /// <summary>Every hand-over, in order for each replica of each instance.</summary>
    public static IReadOnlyList<Handover> Handovers(IEnumerable<FloatingLife> lives) =>
    [
        .. lives.GroupBy(life => life.Seat).SelectMany(seat =>
        {
            FloatingLife[] inOrder = [.. seat.OrderBy(life => life.Begun)];
            return inOrder.Zip(inOrder.Skip(1), (from, to) => new Handover(from, to));
        }),
    ];

    /// <summary>What must never be, whatever happened: two at once, a token that did not grow or is on two nodes, a process without a token.</summary>
    /// <returns>In words; none when all is well.</returns>
    public static IReadOnlyList<string> Violations(IReadOnlyCollection<FloatingLife> lives) =>
    [
        .. lives.GroupBy(life => life.Seat).SelectMany(seat => Overlaps([.. seat.OrderBy(life => life.Begun)])),
        .. Handovers(lives).SelectMany(Tokens),
        .. lives.Where(life => life.Token <= 0).Select(life => $"no token: {life}"),
        .. lives.GroupBy(life => (life.Instance, life.Token)).Where(token => token.Select(life => life.Node).Distinct().Count() > 1)
            .Select(token => $"token {token.Key.Token} of {token.Key.Instance} on several nodes: {string.Join(", ", token.Select(life => life.Node).Distinct())}"),
    ];

    /// <summary>Hand-overs that took longer than allowed.</summary>
    /// <param name="handovers">Those that are judged.</param>
    /// <param name="allowed">Seconds, without the start of the process, which is added as it was measured.</param>
    /// <param name="from">The earliest moment from which each counts: the last disturbance before its end, say. The gap itself begins no earlier than with the last mark.</param>
    /// <returns>In words; none when all is well.</returns>
    public static IReadOnlyList<string> TooLong(IEnumerable<Handover> handovers, Func<Handover, double> allowed, Func<Handover, double>? from = null) =>
    [
        .. handovers
            .Select(handover => (Handover: handover, Gap: Math.Min(handover.Gap, handover.To.Begun - (from?.Invoke(handover) ?? double.MinValue)), Most: allowed(handover) + handover.To.Start))
            .Where(judged => judged.Gap > judged.Most)
            .Select(judged => FormattableString.Invariant(
                $"away for {judged.Gap:0.000} s, allowed {judged.Most:0.000} s (start {judged.Handover.To.Start:0.000} s): {judged.Handover.From} -> {judged.Handover.To}")),
    ];

    private static IEnumerable<string> Overlaps(FloatingLife[] inOrder)
    {
        FloatingLife? longest = null;
        foreach (FloatingLife life in inOrder)
        {
            if (longest is not null && life.Begun <= longest.Last)
            {
                yield return FormattableString.Invariant($"two at once for {Math.Min(longest.Last, life.Last) - life.Begun:0.000} s: {longest} and {life}");
            }

            if (longest is null || life.Last > longest.Last) { longest = life; }
        }
    }

    private static IEnumerable<string> Tokens(Handover handover)
    {
        (FloatingLife from, FloatingLife to) = handover;
        if (to.Token < from.Token || (to.Token == from.Token && handover.IsFailover))
        {
            yield return $"the token did not grow: {from} -> {to}";
        }
    }
}
