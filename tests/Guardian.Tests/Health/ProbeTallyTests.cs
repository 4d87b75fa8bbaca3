using FsCheck;
using FsCheck.Fluent;
using Guardian.Health;
using Guardian.Tests.Configuration;

namespace Guardian.Tests.Health;

public class ProbeTallyTests
{
    private static readonly ProbeOptions s_options = Example.Worker("health.probes.ready.tcp = \"x:1\"").Health.Probes.Ready;

    [Theory]
    // + success, - failure, ? unknown; one answer each 10 s; the standing after each as P(assing), F(ailing), U(ndecided)
    [InlineData(ProbeKind.Ready, 1, 3, 0, "+", "P")]
    [InlineData(ProbeKind.Ready, 1, 3, 0, "--", "UU")]
    [InlineData(ProbeKind.Ready, 1, 3, 0, "---", "UUF")]
    [InlineData(ProbeKind.Ready, 2, 3, 0, "++", "UP")]
    [InlineData(ProbeKind.Ready, 2, 3, 0, "+-++", "UUUP")]
    [InlineData(ProbeKind.Ready, 2, 1, 0, "++-+-++", "UPFFFFP")]
    [InlineData(ProbeKind.Live, 1, 3, 0, "--+--+---", "PPPPPPPPF")] // only failures in a row fail
    [InlineData(ProbeKind.Live, 1, 3, 0, "--??-", "PPPPF")] // an unknown answer neither counts nor breaks the row
    [InlineData(ProbeKind.Live, 1, 3, 0, "---+", "PPFP")]
    [InlineData(ProbeKind.Live, 1, 1, 0, "-", "F")]
    [InlineData(ProbeKind.Startup, 1, 2, 0, "?-?-", "UUUF")]
    [InlineData(ProbeKind.Live, 1, 3, 60, "-+-+-", "PPPPF")] // 3 within 60 s, with successes between
    [InlineData(ProbeKind.Live, 1, 3, 40, "-+-+-", "PPPPF")] // the oldest is exactly 40 s old
    [InlineData(ProbeKind.Live, 1, 3, 39, "-+-+-", "PPPPP")]
    [InlineData(ProbeKind.Live, 1, 3, 60, "---+--", "PPFPPP")] // passing again forgets the failures
    public void Answers_are_weighed_as_in_kubernetes_and_by_x_within_y(ProbeKind kind, int success, int failure, int within, string answers, string standings)
    {
        ProbeOptions options = s_options with { Success = success, Failure = failure, Within = within == 0 ? null : TimeSpan.FromSeconds(within) };
        ProbeTally tally = ProbeTally.Begin(kind, options);
        string seen = "";
        foreach ((int index, char answer) in answers.Index())
        {
            tally = tally.Add(Answer(answer), MonotonicTime.FromSeconds(10 * index), options);
            seen += tally.Standing.ToString()[0];
        }

        seen.ShouldBe(standings);
    }

    [Theory]
    [InlineData(ProbeKind.Live, ProbeStanding.Passing)]
    [InlineData(ProbeKind.Ready, ProbeStanding.Undecided)]
    [InlineData(ProbeKind.Startup, ProbeStanding.Undecided)]
    public void Without_an_answer_only_live_is_presumed(ProbeKind kind, ProbeStanding standing)
    {
        ProbeTally.Begin(kind, s_options).Standing.ShouldBe(standing);
        ProbeTally.Begin(kind, s_options with { Tcp = null }).Standing.ShouldBe(ProbeStanding.Off);
    }

    [Theory]
    [InlineData(ProbeStanding.Off, true, false, false)]
    [InlineData(ProbeStanding.Undecided, false, true, true)]
    [InlineData(ProbeStanding.Failing, false, true, true)]
    [InlineData(ProbeStanding.Passing, true, false, false)]
    public void Ready_and_live_wait_for_startup(ProbeStanding startup, bool startupRests, bool readyRests, bool liveRests)
    {
        ProbeTally.IsSuspended(ProbeKind.Startup, startup).ShouldBe(startupRests);
        ProbeTally.IsSuspended(ProbeKind.Ready, startup).ShouldBe(readyRests);
        ProbeTally.IsSuspended(ProbeKind.Live, startup).ShouldBe(liveRests);
    }

    [Fact]
    public void The_last_failure_and_the_time_it_took_are_kept()
    {
        ProbeTally tally = ProbeTally.Begin(ProbeKind.Live, s_options)
            .Add(new ProbeResult.Failure("refused", TimeSpan.FromMilliseconds(3)), MonotonicTime.FromSeconds(1), s_options)
            .Add(new ProbeResult.Unknown("no descriptors"), MonotonicTime.FromSeconds(2), s_options);

        (tally.LastFailure, tally.Took).ShouldBe(("refused", TimeSpan.FromMilliseconds(3)));
    }

    [Fact]
    public void It_agrees_with_counting_by_hand()
    {
        Gen<char[]> answers = Gen.Elements('+', '-', '?').ArrayOf(30);

        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(answers.ToArbitrary(), Gen.Choose(1, 3).ToArbitrary(), Gen.Choose(1, 4).ToArbitrary(), (series, success, failure) =>
        {
            ProbeOptions options = s_options with { Success = success, Failure = failure };
            ProbeTally tally = ProbeTally.Begin(ProbeKind.Ready, options);
            ProbeStanding expected = ProbeStanding.Undecided;
            string known = "";
            foreach ((int index, char answer) in series.Index())
            {
                tally = tally.Add(Answer(answer), MonotonicTime.FromSeconds(index), options);
                known += answer == '?' ? "" : answer.ToString();
                expected = known.EndsWith(new string('+', success), StringComparison.Ordinal) ? ProbeStanding.Passing
                    : known.EndsWith(new string('-', failure), StringComparison.Ordinal) ? ProbeStanding.Failing
                    : expected;
                if (tally.Standing != expected || tally.Failures.Count > failure)
                {
                    return false;
                }
            }

            return true;
        }));
    }

    private static ProbeResult Answer(char answer) => answer switch
    {
        '+' => new ProbeResult.Success(TimeSpan.FromMilliseconds(1)),
        '-' => new ProbeResult.Failure("refused", TimeSpan.FromMilliseconds(1)),
        _ => new ProbeResult.Unknown("no descriptors"),
    };
}
