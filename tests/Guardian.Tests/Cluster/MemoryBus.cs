using System.Collections.Immutable;
using Guardian.Journal;
using Guardian.Tests.Workers.Records;

namespace Guardian.Tests.Cluster;

/// <summary>A bus in memory: connects actor systems, each of which can be cut off, over one shared journal.</summary>
/// <remarks>Events come to every connected system in the order of the journal; a line that was cut off hears what it missed when it is joined again.</remarks>
internal sealed class MemoryBus
{
    private readonly Lock _gate = new(); // guards the journal's order and the lines' cursors
    private readonly List<MemoryLine> _lines = [];

    /// <summary>What all nodes share.</summary>
    public MemoryJournal Journal { get; } = new();

    /// <summary>Connects a system: from here on it hears what is new.</summary>
    public MemoryLine Connect(ActorSystem system, string node)
    {
        lock (_gate)
        {
            MemoryLine line = new(this, system, node, Journal.Events is [.., var last] ? last.Position : 0);
            _lines.Add(line);
            return line;
        }
    }

    /// <summary>A system that is gone hears nothing more.</summary>
    public void Disconnect(MemoryLine line)
    {
        lock (_gate)
        {
            _lines.Remove(line);
        }
    }

    /// <summary>Something that no node of this version says.</summary>
    public void Say(string stream, string type, string json) => Append(stream, [new NewEvent(type, System.Text.Encoding.UTF8.GetBytes(json), DateTimeOffset.UnixEpoch)]);

    internal void Append(string stream, ImmutableArray<NewEvent> events)
    {
        lock (_gate)
        {
#pragma warning disable VSTHRD002 // memory answers at once
            Journal.AppendAsync([new StreamAppend(stream, null, events)]).GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
            foreach (MemoryLine line in _lines)
            {
                line.Deliver_NeedsLock(long.MaxValue);
            }
        }
    }

    internal void Deliver(MemoryLine line, long most)
    {
        lock (_gate)
        {
            line.Deliver_NeedsLock(most);
        }
    }
}
