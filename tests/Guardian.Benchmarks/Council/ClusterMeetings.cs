using System.Collections.Immutable;
using System.Globalization;
using Guardian.Cluster;
using Guardian.Cluster.Bus;
using Guardian.Cluster.Council;
using Guardian.Council;
using Guardian.Hocon;
using Guardian.Journal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Guardian.Benchmarks.Council;

/// <summary>Meetings over several nodes, each with an actor system of its own, over a bus that hands every event on at once: what the nodes
/// themselves take, without a database.</summary>
internal static class ClusterMeetings
{
    /// <summary>Holds one meeting after the other.</summary>
    /// <param name="nodes">How many nodes vote.</param>
    /// <param name="warmUp">Meetings that are not counted.</param>
    /// <param name="meetings">Meetings that are.</param>
    /// <returns>Microseconds from convening to decision.</returns>
    public static double[] Measure(int nodes, int warmUp, int meetings)
    {
        ImmutableArray<string> names = [.. Enumerable.Range(1, nodes).Select(number => string.Create(CultureInfo.InvariantCulture, $"n{number}"))];
        ActorSystem[] systems = [.. names.Select(ActorSystem.Create)];
        TaskCompletionSource<double[]> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Line[] lines = [.. systems.Select(_ => new Line(systems))];
        IActorRef[] councils = [.. systems.Select((system, at) => Start(system, names[at], names, lines[at]))];
        systems[0].ActorOf(Props.Create(() => new Asker(councils[0], warmUp, meetings, done))).Tell("go");
        try
        {
#pragma warning disable VSTHRD002 // a benchmark's main thread has nothing else to do
            return done.Task.GetAwaiter().GetResult();
#pragma warning restore VSTHRD002 // end of the call
        }
        finally
        {
            foreach (ActorSystem system in systems)
            {
                system.Dispose();
            }
        }
    }

    private static IActorRef Start(ActorSystem system, string name, ImmutableArray<string> names, Line line)
    {
        GuardianOptions options = GuardianOptions.Load(ReferenceConfig.Under(), new ConfigProblems());
        Clock clock = new(TimeProvider.System);
        IActorRef council = system.ActorOf(CouncilActor.Props(new CouncilSetup
        {
            Options = options.Council,
            Trust = options.Learning.Trust,
            Electorate = () => ElectorateRule.Of(new ClusterMembersView(names, Reachable: true), name),
            Records = null,
            Clock = clock,
            Log = NullLogger.Instance,
        }));
        IActorRef bridge = system.ActorOf(CouncilBridge.Props(new CouncilBridgeSetup
        {
            Node = name,
            Bus = system.ActorOf(Props.Create(() => new Bus(line))),
            Council = council,
            RemoteConfidence = static () => 0.5,
            Clock = clock,
            Log = NullLogger.Instance,
        }));
        system.EventStream.Subscribe(bridge, typeof(MeetingCalled));
        system.EventStream.Subscribe(bridge, typeof(BusEvent));
        foreach (Seat seat in Enum.GetValues<Seat>())
        {
            system.EventStream.Subscribe(system.ActorOf(Props.Create(() => new CouncilBenchmarks.Sage(seat, name))), typeof(CallToVote));
        }

        return council;
    }

    /// <summary>Where a node's bus hands events to.</summary>
    public sealed class Line(ActorSystem[] systems)
    {
        private static long s_position;

        public void Say(string stream, NewEvent said)
        {
            long position = Interlocked.Increment(ref s_position);
            BusEvent heard = new(new JournalEvent(position, stream, position, said.Type, said.Json, said.At));
            foreach (ActorSystem system in systems)
            {
                system.EventStream.Publish(heard);
            }
        }
    }

    /// <summary>A bus that takes no time.</summary>
    public sealed class Bus : ReceiveActor
    {
        public Bus(Line line) => Receive<BusProtocol.Publish>(publish =>
        {
            foreach (NewEvent said in publish.Events)
            {
                line.Say(publish.Stream, said);
            }

            if (publish.Answer)
            {
                Sender.Tell(new BusProtocol.Published(null));
            }
        });
    }

    /// <summary>Asks for one meeting after the other and notes how long each took.</summary>
    public sealed class Asker : ReceiveActor
    {
        private readonly IActorRef _council;
        private int _held;
        private long _since;

        public Asker(IActorRef council, int warmUp, int meetings, TaskCompletionSource<double[]> done)
        {
            _council = council;
            double[] took = new double[meetings];
            Receive<string>(_ => Next());
            Receive<Decision>(decision =>
            {
                if (decision.Outcome != DecisionOutcome.Voted || decision.Attendance is not { Absent.IsEmpty: true })
                {
                    done.TrySetException(new InvalidOperationException(decision.Reason));
                    return;
                }

                if (_held >= warmUp)
                {
                    took[_held - warmUp] = TimeProvider.System.GetElapsedTime(_since).TotalMicroseconds;
                }

                if (++_held == warmUp + meetings)
                {
                    done.TrySetResult(took);
                }
                else
                {
                    Next();
                }
            });
        }

        private void Next()
        {
            Proposal proposal = CouncilBenchmarks.NewProposal(_held);
            _since = TimeProvider.System.GetTimestamp();
            _council.Tell(new Convene(proposal));
        }
    }
}
