using System.Collections.Immutable;
using Guardian.Actors.TestKit;
using Guardian.Cluster;
using Guardian.Cluster.Learning;
using Guardian.Council;
using Guardian.Hosting;
using Guardian.Incidents;
using Guardian.Learning;
using Guardian.Sages;
using Guardian.Tests.Council;
using Guardian.Tests.Learning.Knowledge;
using Guardian.Tests.Workers.Records;
using Microsoft.Extensions.Logging.Abstractions;

namespace Guardian.Tests.Cluster.Learning;

/// <summary>One node that learns: council and knowledge sage, told by the actor that shares lessons over a bus in memory.</summary>
internal sealed class LearningNode : IDisposable
{
    private readonly MemoryBus _bus;
    private readonly TestKit _kit;
    private readonly IActorRef _sage;
    private readonly IActorRef _lessons;
    private readonly TestProbe _told;
    private SharedKnowledge? _last;

    public LearningNode(string name, MemoryBus bus, MemoryLeases leases, ManualTimeProvider time, MemoryJournal? journal = null, Action<MemoryLine>? prepare = null)
    {
        (_bus, Name, Time, Journal) = (bus, name, time, journal ?? new MemoryJournal());
        _kit = new TestKit(ActorSystems.Create(name, time));
        Line = bus.Connect(_kit.Sys, name);
        prepare?.Invoke(Line);
        Clock clock = new(time);
        ClusterSeat seat = new(name, bus, leases, () => new ClusterMembersView([name], Reachable: true));
        IActorRef council = _kit.Sys.ActorOf(
            CouncilActor.Props(new CouncilSetup
            {
                Options = Meeting.Options,
                Trust = Lessons.Rules.Trust,
                Electorate = static () => Electorate.Alone,
                TrustIsShared = true,
                Records = new CouncilRecords(() => Journal),
                Clock = clock,
                Log = NullLogger.Instance,
            }),
            "council");
        _sage = _kit.Sys.ActorOf(
            KnowledgeSageActor.Props(new KnowledgeSageSetup
            {
                Node = name,
                Mode = Guardian.Learning.Knowledge.ChoiceMode.Recommend,
                Options = Learned.Options,
                IsShared = true,
                Records = new KnowledgeRecords(() => Journal, clock),
                LevelOf = _ => null,
                Log = NullLogger.Instance,
            }),
            "sage");
        _told = _kit.CreateTestProbe("told");
        _lessons = _kit.Sys.ActorOf(
            LearningActor.Props(new LearningSetup
            {
                Node = name,
                Rules = Lessons.Rules,
                Bus = Line.Ref,
                Shared = () => Line.Journal,
                Own = () => Journal,
                Keeps = true,
                TryLease = seat.TryLease,
                ReleaseLease = seat.ReleaseLease,
                LevelOf = _ => ErrorLevel.Recoverable,
                Listeners = [council, _sage, _told.Ref],
                Clock = clock,
                Log = NullLogger.Instance,
            }),
            "lessons");
        _kit.Sys.EventStream.Subscribe(council, typeof(IncidentOutcome));
        _kit.Sys.EventStream.Subscribe(_lessons, typeof(IncidentOutcome));
        _kit.Sys.EventStream.Subscribe(_lessons, typeof(Guardian.Cluster.Bus.BusEvent));
        Council = council;
    }

    public string Name { get; }

    public ManualTimeProvider Time { get; }

    public MemoryJournal Journal { get; }

    public MemoryLine Line { get; }

    public IActorRef Council { get; }

    /// <summary>What it knows by now, as it was last told.</summary>
    public SharedKnowledge? Known
    {
        get
        {
            Settle();
            while (_told.HasMessages)
            {
                _last = _told.ExpectMsg<SharedKnowledge>();
            }

            return _last;
        }
    }

    /// <summary>Outcomes that came about on it.</summary>
    public int Outcomes { get; set; }

    /// <summary>Whether what it keeps has nothing on top of what was read: its own lessons have all come back.</summary>
    public bool IsUpToDate => Kept is { Base: { } shared, Own.IsEmpty: true } && shared.Knowledge.Lessons == Known?.Knowledge.Lessons;

    private (SharedBase? Base, ImmutableArray<SharedLesson> Own) Kept
    {
        get
        {
            Task<IReadOnlyList<Guardian.Journal.JournalSnapshot>> read = Journal.ReadSnapshotsAsync(LessonJson.Stream);
#pragma warning disable VSTHRD002 // memory answers at once
            return read.Result is [var only] ? LessonJson.FromKept(only.Json.Span) : (null, []);
#pragma warning restore VSTHRD002
        }
    }

    /// <summary>How many outcomes its knowledge sage votes by.</summary>
    public long SageKnows
    {
        get
        {
            Settle();
            _sage.Tell(ReadKnowledge.Instance, _kit.TestActor);
            return _kit.ExpectMsg<Guardian.Learning.Knowledge.KnowledgeBase>().Lessons;
        }
    }

    public void Happened(int number) => Happened(Lessons.Outcome(number));

    public void Happened(IncidentOutcome outcome) => _kit.Sys.EventStream.Publish(outcome);

    public void Settle()
    {
        for (int round = 0; round < 4; round++)
        {
            foreach (IActorRef actor in (IActorRef[])[_lessons, Line.Ref, Council, _sage])
            {
                TestProbe probe = _kit.CreateTestProbe();
                actor.Tell(new Identify("settled"), probe.Ref);
                probe.ExpectMsg<ActorIdentity>();
            }
        }
    }

    /// <summary>It is killed: what it kept stays.</summary>
    public void Kill()
    {
        _bus.Disconnect(Line);
        _kit.Dispose();
    }

    public void Dispose() => Kill();

    public override string ToString() => $"{Name} knows {_last?.Knowledge.Lessons}, kept {Kept.Base?.Sequence} + {Kept.Own.Length}, line {Line.Problem ?? "up"}";
}
