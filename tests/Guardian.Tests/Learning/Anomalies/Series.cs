using Guardian.Hocon;
using Guardian.Learning.Anomalies;

namespace Guardian.Tests.Learning.Anomalies;

/// <summary>Made-up series, and what the detector says about them with the default setting.</summary>
internal static class Series
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    public static AnomalyOptions Options { get; } = GuardianOptions.Load(ReferenceConfig.Under(), new ConfigProblems()).Learning.Anomalies;

    /// <summary>Values 5 minutes apart, normal noise around a base.</summary>
    public static double[] Noise(int seed, int count, Func<int, double> around, double deviation)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(at => around(at) + (deviation * Normal(random)))];
    }

    /// <summary>Rows at which an event begins.</summary>
    public static int[] Events(double[] values, TimeSpan? step = null, AnomalyDetector? detector = null)
    {
        detector ??= new AnomalyDetector(Options);
        TimeSpan apart = step ?? TimeSpan.FromMinutes(5);
        return [.. Enumerable.Range(0, values.Length).Where(at => detector.Next(Start + (at * apart), values[at]) >= Options.Threshold)];
    }

    public static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
