using FsCheck;
using FsCheck.Fluent;
using Guardian.Learning.Forecasts;
using Guardian.Learning.Risk;

namespace Guardian.Tests.Learning.Risk;

public class FailureRiskTests
{
    private static readonly RiskFacts s_quiet = new()
    {
        Watched = TimeSpan.FromDays(3),
        Failures = [],
        Uptime = TimeSpan.FromHours(5.7),
        Lives = [],
        Forecasts = [],
        Anomalies = [],
        ErrorsPerMinute = 0,
        UsualErrorsPerMinute = 0,
    };

    [Fact]
    public void A_quiet_worker_has_next_to_no_risk_and_no_reason()
    {
        FailureRisk risk = FailureRisk.Judge(s_quiet);

        risk.Chance.ShouldBeInRange(0.001, 0.01);
        risk.Reasons.ShouldBeEmpty();
    }

    [Fact]
    public void Lives_that_ended_at_this_age_are_a_risk_told_in_words()
    {
        FailureRisk risk = FailureRisk.Judge(s_quiet with { Lives = [.. new[] { 5.8, 6.3, 6, 6.1 }.Select(hours => new PastLife(TimeSpan.FromHours(hours), true))] });

        risk.Chance.ShouldBeInRange(0.8, 0.82);
        risk.Reasons.ShouldBe(["4 of 4 earlier lives that got this far ended after 5.8 h to 6.3 h; this one is 5.7 h old (80 %)"]);
    }

    [Fact]
    public void Lives_that_were_stopped_as_wanted_or_went_on_longer_speak_against_it()
    {
        double failed = FailureRisk.Judge(s_quiet with { Lives = Lives((6, true), (6, true)) }).Chance;
        double others = FailureRisk.Judge(s_quiet with { Lives = Lives((6, true), (6, true), (30, false), (40, true), (6, false)) }).Chance;

        others.ShouldBeLessThan(failed);
        FailureRisk.Judge(s_quiet with { Lives = Lives((1, true), (2, true), (3, true)) }).Chance.ShouldBe(FailureRisk.Judge(s_quiet).Chance);
    }

    [Fact]
    public void Recent_failures_count_for_more_than_old_ones()
    {
        double recent = Failed(0.1, 0.2, 0.3);
        double old = Failed(30, 31, 32);

        recent.ShouldBeInRange(0.12, 0.2);
        old.ShouldBeInRange(0.005, 0.02);
    }

    [Fact]
    public void Every_source_is_named_the_weightiest_first()
    {
        FailureRisk risk = FailureRisk.Judge(s_quiet with
        {
            Failures = [TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(20)],
            Forecasts = [Rising(20, 15, 30)],
            Anomalies = [TimeSpan.FromMinutes(2)],
            ErrorsPerMinute = 8,
            UsualErrorsPerMinute = 1,
        });

        risk.Chance.ShouldBe(0.99);
        risk.Reasons.ShouldBe(
        [
            "memory rises (99 %)", "8 errors per minute, 1 are usual (14 %)", "2 failures, the last 5 min ago (10 %)", "1 anomaly within the last hour (5 %)",
        ]);
    }

    [Theory]
    [InlineData(20, 15, 30, 0.99, 0.99)]
    [InlineData(60, 30, 90, 0.49, 0.52)]
    [InlineData(120, 90, 200, 0, 0.01)]
    public void A_limit_counts_by_how_much_of_its_interval_lies_within_the_hour(int likely, int earliest, int latest, double least, double most) =>
        FailureRisk.Judge(s_quiet with { Forecasts = [Rising(likely, earliest, latest)] }).Chance.ShouldBeInRange(least, most);

    [Fact]
    public void More_failures_anomalies_errors_or_a_nearer_limit_never_lower_the_risk()
    {
        Gen<int> minutes = Gen.Choose(0, 10_000);
        Gen<RiskFacts> facts =
            from failures in minutes.ListOf()
            from anomalies in minutes.ListOf()
            from lives in minutes.ListOf()
            from uptime in minutes
            from errors in Gen.Choose(0, 100)
            from likely in Gen.Choose(0, 300)
            select s_quiet with
            {
                Failures = Minutes(failures),
                Anomalies = Minutes(anomalies),
                Lives = lives.Select(life => new PastLife(TimeSpan.FromMinutes(life), life % 3 != 0)).ToValueArray(),
                Uptime = TimeSpan.FromMinutes(uptime),
                ErrorsPerMinute = errors,
                UsualErrorsPerMinute = 1,
                Forecasts = [Rising(likely, likely / 2, likely * 2)],
            };

        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(facts.ToArbitrary(), minutes.ToArbitrary(), (known, more) =>
        {
            TimeSpan ago = TimeSpan.FromMinutes(more);
            double before = FailureRisk.Judge(known).Chance;
            TrendVerdict.Rising rising = (TrendVerdict.Rising)known.Forecasts[0];
            RiskFacts[] worse =
            [
                known with { Failures = known.Failures.Append(ago).ToValueArray() },
                known with { Anomalies = known.Anomalies.Append(ago).ToValueArray() },
                known with { ErrorsPerMinute = known.ErrorsPerMinute + more },
                known with { Lives = known.Lives.Append(new PastLife(known.Uptime + TimeSpan.FromMinutes(30), true)).ToValueArray() },
                known with { Forecasts = [rising with { ReachesLimitIn = rising.ReachesLimitIn / 2, Earliest = rising.Earliest / 2, Latest = rising.Latest / 2 }] },
            ];

            before.ShouldBeInRange(0, 0.99);
            worse.ShouldAllBe(facts => FailureRisk.Judge(facts).Chance >= before - 1e-12);
        }));
    }

    private static double Failed(params double[] hoursAgo) =>
        FailureRisk.Judge(s_quiet with { Failures = hoursAgo.Select(TimeSpan.FromHours).ToValueArray() }).Chance;

    private static ValueArray<PastLife> Lives(params (double Hours, bool Failed)[] lives) =>
        lives.Select(life => new PastLife(TimeSpan.FromHours(life.Hours), life.Failed)).ToValueArray();

    private static ValueArray<TimeSpan> Minutes(IEnumerable<int> minutes) => minutes.Select(minute => TimeSpan.FromMinutes(minute)).ToValueArray();

    private static TrendVerdict.Rising Rising(int likely, int earliest, int latest) =>
        new(10, TimeSpan.FromMinutes(likely), TimeSpan.FromMinutes(earliest), TimeSpan.FromMinutes(latest), 0.0001) { Reason = "memory rises" };
}
