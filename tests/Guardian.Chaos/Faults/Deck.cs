namespace Guardian.Chaos.Faults;

/// <summary>Deals faults in random order: each kind once before any comes again, so that a short campaign has all of them.</summary>
internal sealed class Deck(IReadOnlyList<FaultPlan> plans, Random random)
{
    private readonly List<FaultPlan> _left = [];
    private int _rounds;

    /// <summary>Whether every kind has come.</summary>
    public bool HasDealtAll => _rounds > 1 || (_rounds == 1 && _left.Count == 0);

    /// <summary>The next one that can be placed now.</summary>
    /// <returns>Null when there is no place for any that is left.</returns>
    public FaultPlan? Deal(Func<FaultPlan, bool> fits)
    {
        if (_left.Count == 0)
        {
            _rounds++;
            _left.AddRange(plans);
            random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_left));
        }

        int at = _left.FindIndex(plan => fits(plan));
        if (at < 0) { return null; }
        FaultPlan dealt = _left[at];
        _left.RemoveAt(at);
        return dealt;
    }
}
