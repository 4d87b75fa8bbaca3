using System.Collections.Immutable;

namespace Guardian.Sages.Patterns;

/// <summary>Tells a leak from a burst by the resident memory at the last checks.</summary>
public static class MemoryShapes
{
    /// <summary>Most checks that are kept for each worker.</summary>
    public const int MostSamples = 60;

    private const int FewestSamples = 6;
    private const double SmallestRise = 0.1; // of the memory now; less is breathing
    private const double Restarted = 0.7;    // below this share of the sample before, a process began anew

    /// <summary>Judges the shape.</summary>
    /// <param name="samples">Bytes, oldest first.</param>
    /// <returns>The shape since the last restart that shows.</returns>
    public static MemoryShape Of(ImmutableArray<long> samples)
    {
        int start = 0;
        for (int at = 1; at < samples.Length; at++)
        {
            if (samples[at] < samples[at - 1] * Restarted)
            {
                start = at;
            }
        }

        long[] life = [.. samples.Skip(start)];
        if (life.Length < FewestSamples)
        {
            return MemoryShape.Unknown;
        }

        long rise = life[^1] - life.Min();
        if (rise < life[^1] * SmallestRise)
        {
            return MemoryShape.Flat;
        }

        long[] steps = [.. life.Zip(life.Skip(1), (earlier, later) => later - earlier)];
        return steps.Max() > rise / 2 ? MemoryShape.Burst
            : steps.Count(step => step >= 0) >= 0.7 * steps.Length ? MemoryShape.Leak
            : MemoryShape.Unknown;
    }
}
