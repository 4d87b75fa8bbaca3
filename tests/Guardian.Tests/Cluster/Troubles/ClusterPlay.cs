using System.Collections.Immutable;
using Guardian.Cluster;
using Guardian.Faults;
using Guardian.Incidents;
using Guardian.Tests.Incidents;
using Guardian.Tests.Workers.Actors;

namespace Guardian.Tests.Cluster.Troubles;

/// <summary>The incidents of several nodes, over one bus in memory and one clock. Each node has one worker <c>w</c>, or those that are given.</summary>
internal sealed class ClusterPlay : IDisposable
{
    private readonly Dictionary<string, ClusterSeat> _seats = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IncidentPlay> _plays = new(StringComparer.Ordinal);
    private ImmutableArray<string> _live;

    public ClusterPlay(string config, params string[] nodes)
    {
        _live = [.. nodes];
        foreach (string node in nodes)
        {
            ClusterSeat seat = new(node, Bus, Leases, () => new ClusterMembersView(_live, Reachable: true));
            _seats[node] = seat;
            _plays[node] = new IncidentPlay(config, clock: Clock, seat: seat) { Signature = _ => "refused" };
        }
    }

    public StepClock Clock { get; } = new();

    public MemoryBus Bus { get; } = new();

    public MemoryLeases Leases { get; } = new();

    public IncidentPlay this[string node] => _plays[node];

    public IEnumerable<IncidentPlay> All => _plays.Values;

    public string? Chair => Leases.HolderOf(LeaseKeys.Chair("s-refused"));

    /// <summary>A worker of a node has the trouble.</summary>
    public Incident Fault(string node, string instance = "w/0", FaultKind kind = FaultKind.Hang)
    {
        string id = _plays[node].Fault(instance, kind).Id;
        Settle();
        return _plays[node].Board.Find(id)!;
    }

    public void Settle()
    {
        for (int quiet = 0; quiet < 2;)
        {
            int before = Print();
            foreach (IncidentPlay play in _plays.Values)
            {
                play.Settle();
            }

            quiet = Print() == before ? quiet + 1 : 0;
        }
    }

    /// <summary>Lets time pass in steps short enough that nodes hear of each other in between.</summary>
    public void Pass(double seconds)
    {
        for (double passed = 0; passed < seconds; passed += 0.5)
        {
            _plays.Values.First().Pass(Math.Min(0.5, seconds - passed));
            Settle();
        }
    }

    /// <summary>A node is killed; its membership ends some time later.</summary>
    public void Kill(string node)
    {
        Bus.Disconnect(_plays[node].Line!);
        _plays[node].Kill();
        _plays.Remove(node);
        Settle();
    }

    /// <summary>Its lease has ended.</summary>
    public void Bury(string node)
    {
        _live = _live.Remove(node);
        Leases.Lose(node);
        Settle();
    }

    /// <summary>A node is a member from now on.</summary>
    public void Join(string node)
    {
        _live = [.. _live.Append(node).Order(StringComparer.Ordinal)];
        Cut(node, off: false);
    }

    /// <summary>A node is cut off from the store, or joined to it again.</summary>
    public void Cut(string node, bool off = true)
    {
        _seats[node].IsUp = !off;
        _plays[node].Line!.Problem = off ? "the database is away" : null;
        Settle();
    }

    public void Dispose()
    {
        foreach (IncidentPlay play in _plays.Values)
        {
            play.Dispose();
        }
    }

    private int Print() => Bus.Journal.Version + _plays.Values.Sum(play => play.Journal.Version + play.Workers.Did.Length);
}
