using System.Collections.Immutable;

namespace Guardian.Cluster.Troubles;

/// <summary>The troubles of the other nodes. Written by one actor, read at any time.</summary>
/// <remarks>Bounded: what was not heard of for <see cref="KeptFor"/> goes, and of more than <see cref="Most"/> the one not heard of for longest.</remarks>
internal sealed class TroubleBoard
{
    /// <summary>Most troubles that are kept.</summary>
    public const int Most = 1000;

    /// <summary>How long a trouble is kept that nobody speaks of any more.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromHours(1);

    private volatile ImmutableDictionary<string, RemoteTrouble> _troubles = ImmutableDictionary.Create<string, RemoteTrouble>(StringComparer.Ordinal);

    /// <summary>All of them, in order of node and incident.</summary>
    public ImmutableArray<RemoteTrouble> All =>
        [.. _troubles.OrderBy(static each => each.Key, StringComparer.Ordinal).Select(static each => each.Value)];

    /// <summary>Whether no other node has said anything lately.</summary>
    public bool IsEmpty => _troubles.IsEmpty;

    /// <summary>Takes what another node says.</summary>
    /// <param name="told">What it says.</param>
    /// <param name="clock">The time here.</param>
    public void Hear(Trouble told, Clock clock)
    {
        string key = $"{told.Node}/{told.Incident}";
        MonotonicTime now = clock.Now;
        RemoteTrouble heard = _troubles.TryGetValue(key, out RemoteTrouble? known)
            ? known with { Trouble = told, HeardLast = now }
            : new RemoteTrouble(told, clock.UtcNow - TimeSpan.FromMilliseconds(told.AgeMs), now, now);
        ImmutableDictionary<string, RemoteTrouble> next = told.Phase == TroublePhase.Over ? _troubles.Remove(key) : _troubles.SetItem(key, heard);
        next = next.RemoveRange(next.Where(each => now - each.Value.HeardLast > KeptFor).Select(static each => each.Key));
        if (next.Count > Most)
        {
            next = next.Remove(next.MinBy(static each => (each.Value.HeardLast, each.Key)).Key);
        }

        _troubles = next;
    }
}
