using Guardian.Chaos.Faults;
using Guardian.Chaos.Fleet;

namespace Guardian.Chaos.Phases;

/// <summary>One fault of the learning phase, and what was tried.</summary>
/// <param name="Injection">The fault.</param>
/// <param name="Tried">What was done, in order.</param>
/// <param name="Cured">Whether the last of them cured it.</param>
internal sealed record Lesson(Injection Injection, IReadOnlyList<string> Tried, bool Cured)
{
    /// <summary>Whether the first plan cured it.</summary>
    public bool CuredByFirst => Cured && Tried.Count == 1;

    /// <summary>From its showing until the worker said that it was gone.</summary>
    public TimeSpan? Took => Cured && Injection is { ShownAt: { } shown, CuredAt: { } gone } ? CampaignClock.Between(shown, gone) : null;

    /// <summary>What the node's own incidents say.</summary>
    public static Lesson Of(Injection injection)
    {
        string[] tried = [.. injection.Incidents.SelectMany(incident => incident.Plans)];
        return new Lesson(injection, tried, injection.Outcome == Outcome.Recovered && injection.Incidents.Any(incident => incident.CuredBy is not null));
    }

    public override string ToString() => $"{Report.Lines.Of(Injection)}{(CuredByFirst ? "  (first plan)" : "")}";
}
