namespace Guardian.Learning.Anomalies;

/// <summary>Tells, value by value, when something unusual begins in a sampled series.</summary>
/// <remarks>
/// <para>A value is judged before it is learnt, in five respects, each against its own newest history (<see cref="TailModel"/>):
/// the value itself; its distance from the median of the last 24 and of the last 96; the mean of the newest 24 against that of the
/// values before; and how little the newest 24 vary. The rarest of them counts. With a chance p of a value so rare, the score is
/// 1 - p^(1/4).</para>
/// <para>One event is told once: until 120 values in a row were usual again, further ones score 0, unless they are half as
/// many decades rarer again than all that the event showed within 24 values of being told. What has lasted 120 values is the new usual and is learnt as it is. What at least two of the last
/// seven days showed at the same time of day (within a quarter of an hour, in the timestamps' own offset) is a rhythm and no event.</para>
/// <para>Never throws. A value that is not a number or infinite scores 0 and is not learnt. Values count in the order in which
/// they arrive; timestamps, which may repeat, run backwards or have gaps, serve only to find the time of day. Sampling is
/// taken to be regular: a gap is as if no time had passed. State is not kept over restarts: a series warms up again.</para>
/// <para>Not thread-safe. Memory is bounded: about 65 KB with a reference of 2,000.</para>
/// </remarks>
public sealed class AnomalyDetector
{
    /// <summary>Short memory: two dozen values are the fewest whose mean and spread are steady to a fifth.</summary>
    private const int Short = 24;

    /// <summary>Long memory: four times the short one, so that it outlasts what moves the short median.</summary>
    private const int Long = 4 * Short;

    /// <summary>Values until the windows hold nothing of an event any more.</summary>
    private const int Quiet = Short + Long;

    /// <summary>Every sixth mean is learnt: neighbours share nearly all their values and are no evidence of their own.</summary>
    private const int SlowStep = Short / 4;

    /// <summary>Means over overlapping windows have few independent values behind them: they need twice as many decades.</summary>
    private const double SlowWeight = 0.5;

    /// <summary>An event that goes on is told again when it is half as many decades rarer again.</summary>
    private const double Worse = 1.5;

    /// <summary>A decade beyond the usual threshold: what is rarer is learnt as if it were no rarer.</summary>
    private const double LearnAtMost = 1;

    /// <summary>Spread that counts as none, as a share of the usual one.</summary>
    private const double NoSpread = 0.01;

    /// <summary>Least difference worth telling, as a share of the usual value: gauges are rounded.</summary>
    private const double Rounding = 0.001;

    /// <summary>Decades to one tenth of score: at 4, a score of 0.9 is one value in 10,000.</summary>
    private const double DecadesPerTenth = 4;

    /// <summary>Decades from which on a moment shapes the daily rhythm: one value in ten is nothing to remember.</summary>
    private const double WorthRemembering = 1;

    /// <summary>An event at an hour known for such must be clearly rarer than at that hour: fits of ten values differ by half as many decades again, and some.</summary>
    private const double BeyondRhythm = 1.75;

    /// <summary>Larger figures are taken as this one, so that sums of them stay finite.</summary>
    private const double Largest = 1e300;

    private readonly double _alarm;
    private readonly int _warmUp;
    private readonly TailModel _values;
    private readonly TailModel _shortJumps;
    private readonly TailModel _longJumps;
    private readonly TailModel _levels;
    private readonly TailModel _spreads;
    private readonly SlidingMedian _short = new(Short);
    private readonly SlidingMedian _long = new(Long);
    private readonly double[] _recent = new double[Long];
    private DailyRhythm? _rhythm;
    private long _seen;
    private double _told;
    private int _quietLeft;
    private int _eventAge;
    private int _toldFor;

    /// <summary>A detector for one series.</summary>
    /// <param name="options">The same for all series.</param>
    public AnomalyDetector(AnomalyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _alarm = -DecadesPerTenth * Math.Log10(1 - options.Threshold);
        _warmUp = options.WarmUp;
        _values = new TailModel(options.Reference);
        _shortJumps = new TailModel(options.Reference);
        _longJumps = new TailModel(options.Reference);
        _levels = new TailModel(Math.Max(100, options.Reference / SlowStep));
        _spreads = new TailModel(Math.Max(100, options.Reference / SlowStep));
    }

    /// <summary>The newest event told; null before the first.</summary>
    public Anomaly? Latest { get; private set; }

    /// <summary>Judges the next value of the series, then learns it.</summary>
    /// <param name="at">When it was sampled.</param>
    /// <param name="value">What was sampled, in any unit.</param>
    /// <returns>0 (usual, already told, or still warming up) to 1; an event begins where it reaches the threshold.</returns>
    public double Next(DateTimeOffset at, double value)
    {
        if (!double.IsFinite(value))
        {
            return 0;
        }

        double held = Math.Clamp(value, -Largest, Largest);
        Finding found = default;
        double limit = _eventAge < Quiet ? _alarm + LearnAtMost : double.PositiveInfinity;
        double leastScale = Rounding * Math.Abs(_values.Median);
        Weigh(_values, held, AnomalyKind.Value, ref found);
        _values.Learn(held, limit, leastScale);
        if (_short.IsFull)
        {
            double jump = held - _short.Value;
            Weigh(_shortJumps, jump, AnomalyKind.Jump, ref found);
            _shortJumps.Learn(jump, limit, leastScale);
        }

        if (_long.IsFull)
        {
            double jump = held - _long.Value;
            Weigh(_longJumps, jump, AnomalyKind.Jump, ref found);
            _longJumps.Learn(jump, limit, leastScale);
        }

        _recent[_seen % Long] = held;
        if (_long.IsFull)
        {
            WeighSlow(limit, leastScale, ref found);
        }

        _short.Add(held);
        _long.Add(held);
        _seen++;
        return Tell(at, value, found);
    }

    private static void Weigh(TailModel model, double figure, AnomalyKind kind, ref Finding found)
    {
        double high = model.RarityHigh(figure);
        double low = model.RarityLow(figure);
        found = Finding.Rarer(found, new Finding(Math.Max(high, low), kind, high >= low, figure, model.Median));
    }

    private void WeighSlow(double limit, double leastScale, ref Finding found)
    {
        (double level, double before, double spread) = Means();
        double shift = level - before;
        bool learn = _seen % SlowStep == 0;
        double high = _levels.RarityHigh(shift);
        double low = _levels.RarityLow(shift);
        found = Finding.Rarer(found, new Finding(SlowWeight * Math.Max(high, low), AnomalyKind.Level, high >= low, level, before));
        if (learn)
        {
            _levels.Learn(shift, limit, leastScale);
        }

        if (_values.Width > 0)
        {
            // In logarithms, so that half of the usual spread is as far from it as twice.
            double calm = Math.Log((spread / _values.Width) + NoSpread);
            found = Finding.Rarer(
                found, new Finding(SlowWeight * _spreads.RarityLow(calm), AnomalyKind.Flat, Upwards: false, spread, _values.Width));
            if (learn)
            {
                _spreads.Learn(calm, limit, NoSpread);
            }
        }
    }

    /// <summary>Mean of the newest, mean of those before, and mean distance of the newest from their mean.</summary>
    private (double Level, double Before, double Spread) Means()
    {
        double level = 0;
        double before = 0;
        for (int back = 0; back < Long; back++)
        {
            double value = _recent[(_seen - back) % Long];
            level += back < Short ? value / Short : 0;
            before += back < Short ? 0 : value / (Long - Short);
        }

        double spread = 0;
        for (int back = 0; back < Short; back++)
        {
            spread += Math.Abs(_recent[(_seen - back) % Long] - level) / Short;
        }

        return (level, before, spread);
    }

    private double Tell(DateTimeOffset at, double value, Finding found)
    {
        double rarity = found.Rarity;
        if (rarity >= WorthRemembering)
        {
            _rhythm ??= new DailyRhythm();
            rarity = rarity < BeyondRhythm * _rhythm.Expected(at, found.Upwards) ? 0 : rarity;
            _rhythm.Learn(at, found.Upwards, found.Rarity);
        }

        bool goesOn = _told > 0;
        _eventAge = goesOn ? _eventAge + 1 : 0;
        _toldFor++;
        bool unfolds = goesOn && _toldFor < Short;
        bool isNew = !unfolds && rarity >= Math.Max(_alarm, Worse * _told);
        if (isNew)
        {
            _told = rarity;
            _toldFor = 0;
        }
        else if (unfolds)
        {
            _told = Math.Max(_told, rarity);
        }

        if (rarity >= _alarm)
        {
            _quietLeft = Quiet;
        }
        else if (goesOn && --_quietLeft <= 0)
        {
            _told = 0;
        }

        if (_seen <= _warmUp || (goesOn && !isNew))
        {
            return 0;
        }

        double score = Math.Clamp(1 - Math.Pow(10, -rarity / DecadesPerTenth), 0, 1);
        if (isNew)
        {
            Latest = new Anomaly(at, value, score, found.Kind, found.Upwards, AnomalyWords.Of(found, value));
        }

        return score;
    }
}
