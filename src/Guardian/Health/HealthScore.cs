namespace Guardian.Health;

/// <summary>Turns states into a figure from 0 to 100 that never contradicts them.</summary>
/// <remarks>Bands: healthy 90 to 100, warning 40 to 89, critical 1 to 39, dead 0. Within a band, more findings score lower.</remarks>
public static class HealthScore
{
    /// <summary>The score of one instance.</summary>
    /// <param name="state">Its state.</param>
    /// <param name="warnings">Findings that need watching.</param>
    /// <param name="criticals">Findings that need action.</param>
    /// <returns>0 to 100, inside the band of the state.</returns>
    public static int Of(HealthState state, int warnings, int criticals) => Clamp(state, 100 - (20 * warnings) - (65 * criticals));

    /// <summary>Moves a figure into the band of a state.</summary>
    /// <param name="state">The state.</param>
    /// <param name="score">Any figure.</param>
    /// <returns>The nearest figure inside the band.</returns>
    public static int Clamp(HealthState state, double score) => (int)Math.Round(state switch
    {
        HealthState.Healthy => Math.Clamp(score, 90, 100),
        HealthState.Warning => Math.Clamp(score, 40, 89),
        HealthState.Critical => Math.Clamp(score, 1, 39),
        _ => 0,
    });
}
