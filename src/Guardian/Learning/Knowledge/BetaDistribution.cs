namespace Guardian.Learning.Knowledge;

/// <summary>The Beta distribution: the belief about a success rate after so many successes and failures.</summary>
public static class BetaDistribution
{
    private const int MostTerms = 500;
    private const double Precision = 1e-13;
    private const double Tiny = 1e-300;

    /// <summary>Probability of a value of at most <paramref name="x"/>: the regularised incomplete beta function.</summary>
    /// <param name="x">0 to 1; what lies outside counts as the nearer end.</param>
    /// <param name="a">First parameter, over 0.</param>
    /// <param name="b">Second parameter, over 0.</param>
    /// <returns>0 to 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is not over 0.</exception>
    /// <remarks>Continued fraction 8.17.22 of the NIST Digital Library of Mathematical Functions, evaluated by the modified Lentz
    /// method (Thompson and Barnett, J. Comput. Phys. 64, 1986); beyond the mean by the symmetry 8.17.4.</remarks>
    public static double Cumulative(double x, double a, double b)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(a);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(b);
        return x switch
        {
            <= 0 => 0,
            >= 1 => 1,
            _ when x > (a + 1) / (a + b + 2) => 1 - Part(1 - x, b, a),
            _ => Part(x, a, b),
        };
    }

    /// <summary>The value that is not passed with a given probability.</summary>
    /// <param name="probability">0 to 1.</param>
    /// <param name="a">First parameter, over 0.</param>
    /// <param name="b">Second parameter, over 0.</param>
    /// <returns>0 to 1, to within 1e-9.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is not over 0, or the probability outside 0 to 1.</exception>
    /// <remarks>Newton's method, kept inside a bracket that is halved whenever a step would leave it.</remarks>
    public static double Quantile(double probability, double a, double b)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(probability, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(probability, 1);
        double low = 0;
        double high = 1;
        double x = a / (a + b);
        double scale = LogBeta(a, b);
        for (int step = 0; step < 200 && high - low > 1e-10; step++)
        {
            double off = Cumulative(x, a, b) - probability;
            if (off > 0)
            {
                high = x;
            }
            else
            {
                low = x;
            }

            double density = Math.Exp(((a - 1) * Math.Log(x)) + ((b - 1) * Math.Log(1 - x)) - scale);
            double next = x - (off / density);
            next = next > low && next < high ? next : (low + high) / 2;
            if (Math.Abs(next - x) < 1e-11)
            {
                return next;
            }

            x = next;
        }

        return x;
    }

    /// <summary>Draws a value.</summary>
    /// <param name="a">First parameter, over 0.</param>
    /// <param name="b">Second parameter, over 0.</param>
    /// <param name="random">Chance.</param>
    /// <returns>0 to 1.</returns>
    /// <remarks>X / (X + Y) with X and Y drawn from Gamma(a) and Gamma(b).</remarks>
    public static double Sample(double a, double b, Random random)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(a);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(b);
        double x = Gamma(a, random);
        double y = Gamma(b, random);
        return x + y > 0 ? x / (x + y) : a / (a + b); // both vanish only for parameters near 0
    }

    /// <summary>Gamma(shape, 1) by Marsaglia and Tsang, "A Simple Method for Generating Gamma Variables", ACM TOMS 26(3), 2000.</summary>
    private static double Gamma(double shape, Random random)
    {
        if (shape < 1)
        {
            // Their note at the end: Gamma(a) = Gamma(a + 1) U^(1/a).
            return Gamma(shape + 1, random) * Math.Pow(1 - random.NextDouble(), 1 / shape);
        }

        double d = shape - (1.0 / 3);
        double c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = Normal(random);
            double v = 1 + (c * x);
            if (v <= 0)
            {
                continue;
            }

            v = v * v * v;
            if (Math.Log(1 - random.NextDouble()) < (0.5 * x * x) + d - (d * v) + (d * Math.Log(v)))
            {
                return d * v;
            }
        }
    }

    /// <summary>Standard normal by Box and Muller, Ann. Math. Stat. 29(2), 1958.</summary>
    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static double Part(double x, double a, double b) =>
        Math.Exp((a * Math.Log(x)) + (b * Math.Log(1 - x)) - LogBeta(a, b)) / a / Fraction(x, a, b);

    /// <summary>1 + d1/(1 + d2/(1 + ...)) with the coefficients d of DLMF 8.17.23.</summary>
    private static double Fraction(double x, double a, double b)
    {
        double value = 1;
        double c = 1;
        double d = 0;
        for (int term = 1; term <= MostTerms; term++)
        {
            int m = term / 2;
            double coefficient = term % 2 == 0
                ? m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)))
                : -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = 1 / NotZero(1 + (coefficient * d));
            c = NotZero(1 + (coefficient / c));
            value *= c * d;
            if (Math.Abs((c * d) - 1) < Precision)
            {
                break;
            }
        }

        return value;
    }

    private static double NotZero(double value) => Math.Abs(value) < Tiny ? Tiny : value;

    private static double LogBeta(double a, double b) => LogGamma(a) + LogGamma(b) - LogGamma(a + b);

    /// <summary>Stirling's series (DLMF 5.11.1) after lifting the argument over 10, where four terms give twelve digits.</summary>
    private static double LogGamma(double x)
    {
        double lifted = 0;
        for (; x < 10; x++)
        {
            lifted += Math.Log(x);
        }

        double inverse = 1 / x;
        double square = inverse * inverse;
        double series = inverse * ((1.0 / 12) - (square * ((1.0 / 360) - (square * ((1.0 / 1260) - (square / 1680))))));
        return ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + series - lifted;
    }
}
