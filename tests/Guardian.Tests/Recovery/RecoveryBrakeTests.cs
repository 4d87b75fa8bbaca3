using FsCheck;
using FsCheck.Fluent;
using Guardian.Recovery;
using Guardian.Tests.Configuration;

namespace Guardian.Tests.Recovery;

public sealed class RecoveryBrakeTests
{
    private static readonly RecoveryOptions s_defaults = Example.Load("", new Guardian.Hocon.ConfigProblems()).Recovery;

    /// <summary>A moment: how many instances three workers should have, what is acted on, the limits, and a candidate.</summary>
    private static readonly Arbitrary<Moment> s_moments = (
        from sizes in ArbMap.Default.ArbFor<byte>().Generator.Select(size => 1 + (size % 12)).ArrayOf(3)
        from acting in Gen.Choose(0, 2).SelectMany(worker => Gen.Choose(1, sizes[worker]).Select(touched => (worker, touched))).ArrayOf().Where(all => all.Length <= 6)
        from candidate in Gen.Choose(0, 2).SelectMany(worker => Gen.Choose(1, sizes[worker]).Select(touched => (worker, touched)))
        from ofWorker in Gen.Choose(1, 100)
        from ofAll in Gen.Choose(1, 100)
        from parallel in Gen.Choose(1, 8)
        select new Moment(
            sizes,
            [.. acting.Select((each, index) => new ActingIncident($"i-{index}", $"w{each.worker}", each.touched))],
            $"w{candidate.worker}",
            candidate.touched,
            s_defaults with { Parallel = parallel, Brake = new BrakeOptions { Worker = ofWorker / 100.0, All = ofAll / 100.0 } })).ToArbitrary();

    [Fact]
    public void When_nothing_is_acted_on_one_may_begin_whatever_its_size() =>
        Check(moment => Judge(moment with { Acting = [] }) is null);

    [Fact]
    public void What_may_begin_stays_within_every_limit() =>
        Check(moment =>
        {
            if (Judge(moment) is not null || moment.Acting.Length == 0)
            {
                return true;
            }

            int mostOfWorker = Math.Max(1, (int)(moment.Options.Brake.Worker * moment.SizeOf(moment.Worker)));
            int mostOfAll = Math.Max(2, (int)(moment.Options.Brake.All * moment.Sizes.Sum()));
            int ofWorker = moment.Acting.Where(each => each.Worker == moment.Worker).Sum(each => each.Touched);
            return moment.Acting.Length < moment.Options.Parallel
                && (ofWorker == 0 || ofWorker + moment.Touched <= mostOfWorker)
                && moment.Acting.Sum(each => each.Touched) + moment.Touched <= mostOfAll;
        });

    [Fact]
    public void More_that_is_acted_on_never_lets_one_begin_that_had_to_wait() =>
        Check(moment => moment.Acting.Length == 0 || Judge(moment) is null || Judge(moment with { Acting = [.. moment.Acting, moment.Acting[0] with { Incident = "more" }] }) is not null);

    [Fact]
    public void Touching_less_never_has_to_wait_where_more_may_begin() =>
        Check(moment => moment.Touched == 1 || Judge(moment) is not null || Judge(moment with { Touched = moment.Touched - 1 }) is null);

    [Theory]
    [InlineData(1, null)]
    [InlineData(2, "2 incidents acted on at a time, limit 2")]
    public void The_limit_of_incidents_is_told(int acting, string? expected) =>
        RecoveryBrake.Judge(Acting("v", acting), "w", 1, 10, 100, s_defaults with { Parallel = 2 }).ShouldBe(expected);

    [Theory]
    [InlineData(1, 4, null)]
    [InlineData(2, 4, "2 instances of w in recovery, at most 2 of 4 at a time")]
    [InlineData(1, 3, "1 instance of w in recovery, at most 1 of 3 at a time")]
    [InlineData(1, 1, "1 instance of w in recovery, at most 1 of 1 at a time")]
    public void The_limit_of_a_worker_is_told(int acting, int instances, string? expected) =>
        RecoveryBrake.Judge(Acting("w", acting), "w", 1, instances, 1000, s_defaults).ShouldBe(expected);

    [Theory]
    [InlineData(1, 3, null)] // two are always allowed
    [InlineData(2, 3, "2 instances of the node in recovery, at most 2 of 3 at a time")]
    [InlineData(2, 10, null)]
    [InlineData(3, 10, "3 instances of the node in recovery, at most 3 of 10 at a time")]
    public void The_limit_of_the_node_is_told(int acting, int instances, string? expected) =>
        RecoveryBrake.Judge(Acting("v", acting), "w", 1, 10, instances, s_defaults).ShouldBe(expected);

    private static ActingIncident[] Acting(string worker, int count) => [.. Enumerable.Range(0, count).Select(index => new ActingIncident($"i-{index}", worker, 1))];

    private static string? Judge(Moment moment) =>
        RecoveryBrake.Judge(moment.Acting, moment.Worker, moment.Touched, moment.SizeOf(moment.Worker), moment.Sizes.Sum(), moment.Options);

    private static void Check(Func<Moment, bool> holds) => FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(s_moments, holds));

    private sealed record Moment(int[] Sizes, ActingIncident[] Acting, string Worker, int Touched, RecoveryOptions Options)
    {
        public int SizeOf(string worker) => Sizes[worker[1] - '0'];
    }
}
