using System.Globalization;

namespace Guardian.Learning.Knowledge;

/// <summary>Puts what was learned into words.</summary>
internal static class KnowledgeWords
{
    /// <summary>An estimate, for example <c>restart cured 3 of 9 (expected 38 %, likely 18 to 60 %)</c>.</summary>
    public static string Of(string plan, KnowledgeLevel level, PlanTally tally, double mean, double low, double high)
    {
        string likely = $"expected {Percent(mean)} %, likely {Percent(low)} to {Percent(high)} %";
        string seconds = tally.TypicalSeconds is { } typical ? $" in {Wording.Duration(TimeSpan.FromSeconds(typical))} on average" : "";
        return level switch
        {
            KnowledgeLevel.Signature => $"{plan} cured {tally.Cured} of {tally.Tries}{seconds} ({likely})",
            KnowledgeLevel.Kind => $"{plan} was not tried with this signature; with this kind of fault it cured {tally.Cured} of {tally.Tries}{seconds} ({likely})",
            KnowledgeLevel.General => $"{plan} was not tried with this kind of fault; elsewhere it cured {tally.Cured} of {tally.Tries}{seconds} ({likely})",
            _ => $"{plan} was never tried",
        };
    }

    /// <summary>A share in whole percent, without the sign.</summary>
    public static string Percent(double share) => Math.Round(share * 100).ToString(CultureInfo.InvariantCulture);
}
