using System.Globalization;
using Guardian.Council;

namespace Guardian.Sages.Tasks;

/// <summary>Orders open incidents: impact before frequency, frequency before cost of repair.</summary>
/// <remarks>
/// Priority = impact² / 25 x (0.65 + 0.07 x frequency) x (1 - 0.1 x cost of repair), with impact and frequency from 1 to 5. The factors are
/// chosen so that no frequency and no cost lifts an incident over one of greater impact, and cost only orders what is equal else.
/// </remarks>
public static class PriorityMatrix
{
    /// <summary>From this many waiting tasks on, trouble counts as one step more frequent: it meets work at every moment.</summary>
    public const int WorkPilesUp = 20;

    /// <summary>Highest impact and frequency.</summary>
    public const int Highest = 5;

    /// <summary>Works out the priority.</summary>
    /// <param name="inputs">What is known of the incident.</param>
    /// <returns>Value and reason.</returns>
    public static Priority PriorityOf(PriorityInputs inputs)
    {
        int impact = Impact(inputs.Severity, inputs.Critical);
        int frequency = Frequency(inputs.FaultsPerDay, inputs.Backlog);
        double cost = double.IsNaN(inputs.RepairCost) ? 0.5 : Math.Clamp(inputs.RepairCost, 0, 1);
        double value = impact * impact / 25.0 * (0.65 + (0.07 * frequency)) * (1 - (0.1 * cost));
        string backlog = inputs.Backlog is { } waiting and > 0 ? string.Create(CultureInfo.InvariantCulture, $", {waiting} tasks wait") : string.Empty;
        return new Priority(value, string.Create(
            CultureInfo.InvariantCulture,
            $"priority {value:0.00}: impact {impact} of 5 ({inputs.Severity.ToString().ToLowerInvariant()}{(inputs.Critical ? ", critical worker" : string.Empty)}), "
            + $"frequency {frequency} of 5 ({Wording.Count(inputs.FaultsPerDay, "fault")} within a day{backlog}), cost of repair {cost:0.00} of 1"));
    }

    /// <summary>The row of the matrix.</summary>
    /// <param name="severity">How grave the incident is.</param>
    /// <param name="critical">Whether the whole system depends on its worker.</param>
    /// <returns>1 to 5.</returns>
    public static int Impact(Severity severity, bool critical) => severity switch
    {
        Severity.Critical => Highest,
        Severity.High => critical ? 4 : 3,
        Severity.Medium => critical ? 3 : 2,
        _ => critical ? 2 : 1,
    };

    /// <summary>The column of the matrix.</summary>
    /// <param name="faultsPerDay">Faults within the last day.</param>
    /// <param name="backlog">Tasks that wait; null when unknown.</param>
    /// <returns>1 (at most one fault a day) to 5 (more than 30, about every 48 minutes).</returns>
    public static int Frequency(int faultsPerDay, long? backlog)
    {
        int own = faultsPerDay switch { <= 1 => 1, <= 3 => 2, <= 10 => 3, <= 30 => 4, _ => 5 };
        return Math.Min(Highest, own + (backlog >= WorkPilesUp ? 1 : 0));
    }
}
