using Guardian.Actors.TestKit;
using Guardian.Cluster;
using Guardian.Cluster.Council;
using Guardian.Council;
using Guardian.Hosting;
using Guardian.Tests.Council;
using Guardian.Tests.Workers.Records;
using Microsoft.Extensions.Logging.Abstractions;

namespace Guardian.Tests.Cluster.Council;

/// <summary>The council of one node with its bridge; its sages are played by a probe, or added by the test.</summary>
internal sealed class CouncilNode : IDisposable
{
    public CouncilNode(string name, MemoryBus bus, TimeProvider time, Func<ClusterMembersView> members)
    {
        Name = name;
        Kit = new TestKit(ActorSystems.Create(name, time));
        Line = bus.Connect(Kit.Sys, name);
        Council = Kit.Sys.ActorOf(
            CouncilActor.Props(new CouncilSetup
            {
                Options = Meeting.Options,
                Trust = Meeting.Defaults.Learning.Trust,
                Electorate = () => ElectorateRule.Of(members() with { Reachable = members().Reachable && Line.Problem is null }, name),
                Records = new CouncilRecords(() => Journal),
                Clock = new Clock(time),
                Log = NullLogger.Instance,
            }),
            "council");
        Bridge = Kit.Sys.ActorOf(
            CouncilBridge.Props(new CouncilBridgeSetup
            {
                Node = name,
                Bus = Line.Ref,
                Council = Council,
                RemoteConfidence = () => 0.5,
                Clock = new Clock(time),
                Log = NullLogger.Instance,
            }),
            "bridge");
        Sages = Kit.CreateTestProbe("sages");
        Kit.Sys.EventStream.Subscribe(Sages.Ref, typeof(CallToVote));
        Settle(); // everybody has begun to listen
    }

    public string Name { get; }

    public TestKit Kit { get; }

    public MemoryLine Line { get; }

    public MemoryJournal Journal { get; } = new();

    public IActorRef Council { get; }

    public IActorRef Bridge { get; }

    /// <summary>Hears every call to vote.</summary>
    public TestProbe Sages { get; }

    public void Convene(Proposal proposal) => Council.Tell(new Convene(proposal), Kit.TestActor);

    public Decision Decided() => Kit.ExpectMsg<Decision>();

    /// <summary>The next call to vote is answered by all four sages.</summary>
    public CallToVote Vote(string scores, int seats = 4)
    {
        CallToVote call = Sages.ExpectMsg<CallToVote>();
        foreach (Ballot ballot in Meeting.AllVote(scores, Name).Take(seats))
        {
            call.Council.Tell(ballot with { Proposal = call.Proposal.Id }, ActorRefs.NoSender);
        }

        return call;
    }

    /// <summary>Everything told to council and bridge before is handled when this returns.</summary>
    public void Settle()
    {
        for (int round = 0; round < 3; round++)
        {
            foreach (IActorRef actor in (IActorRef[])[Line.Ref, Bridge, Council])
            {
                TestProbe probe = Kit.CreateTestProbe();
                actor.Tell(new Identify("settled"), probe.Ref);
                probe.ExpectMsg<ActorIdentity>();
            }
        }
    }

    public void Dispose() => Kit.Dispose();
}
