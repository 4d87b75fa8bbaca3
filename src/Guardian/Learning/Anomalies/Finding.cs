namespace Guardian.Learning.Anomalies;

/// <summary>How rare a value is in one respect.</summary>
/// <param name="Rarity">In decades: 4 for one in 10,000.</param>
/// <param name="Kind">The respect.</param>
/// <param name="Upwards">Too high, or too low.</param>
/// <param name="Figure">What was compared.</param>
/// <param name="Usual">What is usual for it.</param>
internal readonly record struct Finding(double Rarity, AnomalyKind Kind, bool Upwards, double Figure, double Usual)
{
    /// <summary>The rarer of two.</summary>
    /// <param name="one">One.</param>
    /// <param name="other">The other; <paramref name="one"/> wins when they are equally rare.</param>
    /// <returns>One of the two.</returns>
    public static Finding Rarer(Finding one, Finding other) => other.Rarity > one.Rarity ? other : one;
}
