using System.Collections.Immutable;
using System.Globalization;
using Guardian.Council;
using Guardian.Faults;
using Guardian.Hocon;
using Guardian.Recovery;
using Microsoft.Extensions.Logging.Abstractions;

namespace Guardian.Benchmarks.Council;

/// <summary>From the convening of the council to its decision on one node, beside the bare cost of five actor round trips.</summary>
internal static class CouncilBenchmarks
{
    private const int WarmUp = 5_000;
    private const int Meetings = 50_000;
    private const int PlanCount = 8;
    private const int Nodes = 3;

    public static void Run(TextWriter output)
    {
        double[] bare = Measure(static (system, done) => Props.Create(() => new FiveTrips(system, done)));
        double[] meetings = Measure(static (system, done) => Props.Create(() => new Asker(system, done)));
        double[] nodes = ClusterMeetings.Measure(Nodes, WarmUp / 5, Meetings / 5);
        Report(output, $"decision, 4 sages, {PlanCount} plans", meetings);
        Report(output, $"the same, {Nodes} nodes, bus in memory", nodes);
        Report(output, "five actor round trips", bare);
    }

    private static double[] Measure(Func<ActorSystem, TaskCompletionSource<double[]>, Props> player)
    {
        using ActorSystem system = ActorSystem.Create("bench");
        TaskCompletionSource<double[]> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        system.ActorOf(player(system, done)).Tell("go");
#pragma warning disable VSTHRD002 // a benchmark's main thread has nothing else to do
        return done.Task.GetAwaiter().GetResult();
#pragma warning restore VSTHRD002 // end of the method
    }

    private static void Report(TextWriter output, string what, double[] microseconds)
    {
        Array.Sort(microseconds);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what,-34} p50 {At(0.5),8:0.0} us   p99 {At(0.99),8:0.0} us   p99.9 {At(0.999),8:0.0} us   worst {microseconds[^1],8:0.0} us   ({microseconds.Length:N0} times)"));

        double At(double share) => microseconds[(int)(share * (microseconds.Length - 1))];
    }

    internal static Proposal NewProposal(int number) => new(
        string.Create(CultureInfo.InvariantCulture, $"i-{number}.1"),
        new CaseFile
        {
            Incident = "i", Kind = FaultKind.NoProgress, Worker = "mailer", Instance = "mailer/0", Reason = "no progress for 120 s", SignatureId = "s",
            Signature = "no progress", Severity = Severity.High, Attempt = 1, MostAttempts = 3, Failed = [], Critical = true, Running = 3, Desired = 3, Min = 1,
            Max = 5, Busy = 1, Task = null, SameTaskDeaths = 0, Alive = true, AlsoHit = [], ErrorLines = [],
            Facts = ImmutableSortedDictionary<string, string>.Empty, Seed = number,
        },
        [.. ActionNames.Ladder.Skip(5).Take(PlanCount - 1).Append(ActionNames.Wait).Select((action, at) => new Plan(action, [action], ActionScope.Instance, at / 10.0, 0.3, true, "the ladder"))],
        DateTimeOffset.UnixEpoch);

    /// <summary>Asks for one meeting after the other and notes how long each took.</summary>
    public sealed class Asker : ReceiveActor
    {
        private readonly double[] _took = new double[Meetings];
        private readonly IActorRef _council;
        private int _held;
        private long _since;

        public Asker(ActorSystem system, TaskCompletionSource<double[]> done)
        {
            GuardianOptions options = GuardianOptions.Load(ReferenceConfig.Under(), new ConfigProblems());
            _council = system.ActorOf(CouncilActor.Props(new CouncilSetup
            {
                Options = options.Council,
                Trust = options.Learning.Trust,
                Electorate = static () => Electorate.Alone,
                Records = null,
                Clock = new Clock(TimeProvider.System),
                Log = NullLogger.Instance,
            }));
            foreach (Seat seat in Enum.GetValues<Seat>())
            {
                system.EventStream.Subscribe(system.ActorOf(Props.Create(() => new Sage(seat))), typeof(CallToVote));
            }

            Receive<string>(_ => Next());
            Receive<Decision>(decision =>
            {
                if (decision.Outcome != DecisionOutcome.Voted)
                {
                    done.TrySetException(new InvalidOperationException(decision.Reason));
                    return;
                }

                if (_held >= WarmUp)
                {
                    _took[_held - WarmUp] = TimeProvider.System.GetElapsedTime(_since).TotalMicroseconds;
                }

                if (++_held == WarmUp + Meetings)
                {
                    done.TrySetResult(_took);
                }
                else
                {
                    Next();
                }
            });
        }

        private void Next()
        {
            Proposal proposal = NewProposal(_held);
            _since = TimeProvider.System.GetTimestamp();
            _council.Tell(new Convene(proposal));
        }
    }

    /// <summary>Scores every plan as fast as can be.</summary>
    public sealed class Sage : ReceiveActor
    {
        public Sage(Seat seat)
            : this(seat, "one")
        {
        }

        public Sage(Seat seat, string node)
        {
            double bias = 0.05 * (int)seat;
            Receive<CallToVote>(call => call.Council.Tell(new Ballot(
                call.Proposal.Id,
                seat,
                node,
                "What is seen, in words.",
                [.. call.Proposal.Plans.Select(plan => new PlanScore(plan.Id, 0.9 - bias - (plan.Cost / 2), 0.7, "why, in words"))])));
        }
    }

    /// <summary>Five messages to and fro with another actor, one after the other.</summary>
    public sealed class FiveTrips : ReceiveActor
    {
        private readonly double[] _took = new double[Meetings];
        private int _runs;
        private int _trips;
        private long _since;

        public FiveTrips(ActorSystem system, TaskCompletionSource<double[]> done)
        {
            IActorRef echo = system.ActorOf(Props.Create(() => new Actors.Throughput.Echo()));
            object ball = Actors.Throughput.NewBall();
            Receive<string>(_ => Serve());
            ReceiveAny(_ =>
            {
                if (++_trips < 5)
                {
                    echo.Tell(ball);
                    return;
                }

                if (_runs >= WarmUp)
                {
                    _took[_runs - WarmUp] = TimeProvider.System.GetElapsedTime(_since).TotalMicroseconds;
                }

                if (++_runs == WarmUp + Meetings)
                {
                    done.TrySetResult(_took);
                }
                else
                {
                    Serve();
                }
            });

            void Serve()
            {
                (_trips, _since) = (0, TimeProvider.System.GetTimestamp());
                echo.Tell(ball);
            }
        }
    }
}
