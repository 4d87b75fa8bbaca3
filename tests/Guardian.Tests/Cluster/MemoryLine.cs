using Guardian.Cluster.Bus;
using Guardian.Journal;

namespace Guardian.Tests.Cluster;

/// <summary>One node's line to a <see cref="MemoryBus"/>.</summary>
internal sealed class MemoryLine
{
    private readonly MemoryBus _bus;
    private readonly ActorSystem _system;
    private volatile string? _problem;
    private volatile bool _held;
    private long _cursor; // position of the last event that it has heard

    public MemoryLine(MemoryBus bus, ActorSystem system, string node, long cursor)
    {
        (_bus, _system, Node, _cursor) = (bus, system, node, cursor);
        Ref = system.ActorOf(ActorProps.Create(() => new BusActor(this)), "cluster-bus");
    }

    public string Node { get; }

    /// <summary>The actor that takes <see cref="BusProtocol.Publish"/>.</summary>
    public IActorRef Ref { get; }

    /// <summary>Why nothing gets through, or null when the line is up. What was missed is heard when it is up again.</summary>
    public string? Problem
    {
        get => _problem;
        set
        {
            _problem = value;
            _bus.Deliver(this, long.MaxValue);
        }
    }

    /// <summary>Whether events wait until they are let through by <see cref="Let"/>: what is sent gets through all the same.</summary>
    public bool Held
    {
        get => _held;
        set
        {
            _held = value;
            _bus.Deliver(this, long.MaxValue);
        }
    }

    /// <summary>Whether what is sent is stored and its answer is lost.</summary>
    public bool LosesAnswers { get; set; }

    /// <summary>The shared journal, or null while the line is down.</summary>
    public IEventJournal? Journal => _problem is null ? _bus.Journal : null;

    /// <summary>Lets some of the held events through.</summary>
    public void Let(int events)
    {
        _held = false;
        _bus.Deliver(this, events);
        _held = true;
    }

    internal void Deliver_NeedsLock(long most)
    {
        if (_problem is not null || _held)
        {
            return;
        }

        foreach (JournalEvent heard in _bus.Journal.Events.Where(kept => kept.Position > _cursor).Take((int)Math.Min(most, int.MaxValue)).ToArray())
        {
            _cursor = heard.Position;
            _system.EventStream.Publish(new BusEvent(heard));
        }
    }

    private sealed class BusActor : ReceiveActor
    {
        public BusActor(MemoryLine line) => Receive<BusProtocol.Publish>(publish =>
        {
            string? problem = line._problem;
            if (problem is null)
            {
                line._bus.Append(publish.Stream, publish.Events);
                problem = line.LosesAnswers ? "the answer was lost" : null;
            }

            if (publish.Answer)
            {
                Sender.Tell(new BusProtocol.Published(problem));
            }
        });
    }
}
