using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Guardian.Cluster;

namespace Guardian.Testing.Cluster;

/// <summary>What all lines to a <see cref="MemoryClusterStore"/> share, and the rules of it.</summary>
/// <remarks>Everything is guarded by one lock; listeners are called outside of it, in the order of what happened.</remarks>
internal sealed class MemoryClusterState(TimeProvider time)
{
    private const int MostAnswerLetters = 200;

    private readonly Lock _gate = new();
    private readonly DateTimeOffset _epoch = time.GetUtcNow();
    private readonly long _start = time.GetTimestamp();
    private readonly SortedDictionary<string, Member> _members = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Lease> _leases = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, IntentView> _intents = new(StringComparer.Ordinal);
    private readonly List<Letter> _letters = [];
    private readonly List<Listener> _listeners = [];
    private readonly List<(string? Node, ClusterSignal Signal)> _calls = [];
    private long _version = 1;
    private long _token;

    public int Waiting => Do(() => _letters.Count(letter => letter.DoneAt is null));

    // Not the wall clock: a test makes that jump to play a server whose clock is wrong, and the store has its own.
    private DateTimeOffset Now => _epoch + time.GetElapsedTime(_start);

    public IDisposable Listen(MemoryClusterStore line, string node, Action<ClusterSignal> heard)
    {
        Listener listener = new(this, line, node, heard);
        lock (_gate)
        {
            _listeners.Add(listener);
        }

        return listener;
    }

    public void EndListening(MemoryClusterStore line)
    {
        lock (_gate)
        {
            _listeners.RemoveAll(listener => listener.Line == line);
        }
    }

    /// <summary>Calls the listeners of one line, or of all that are up.</summary>
    public void Call(MemoryClusterStore? line, ClusterSignal signal)
    {
        Listener[] heard;
        lock (_gate)
        {
            heard = [.. _listeners.Where(listener => line is null || listener.Line == line)];
        }

        foreach (Listener listener in heard)
        {
            listener.Hear(signal);
        }
    }

    public JoinResult Join(NodeCard card) => Do<JoinResult>(() =>
    {
        Member? known = _members.GetValueOrDefault(card.Name);
        if (known is { State: MemberState.Live } && known.Home != card.Home)
        {
            return new JoinResult.Refused($"the name '{card.Name}' belongs to another node that is live, on {known.Card.Host}; give this node a name of its own");
        }

        Member member = new(card) { Draining = known?.Draining ?? false, JoinedAt = Now, Expires = Now + card.Lease };
        _members[card.Name] = member;
        Changed_NeedsLock();
        return new JoinResult.Joined(member.Session, View_NeedsLock());
    });

    public Renewal? Renew(Guid session, NodeLoad load, long knownVersion) => Do(() =>
    {
        if (Live_NeedsLock(session) is not { } member)
        {
            return null;
        }

        member.Expires = Now + member.Card.Lease;
        member.Load = load;
        TimeSpan? next = _members.Values.Where(other => other != member && other.State == MemberState.Live)
            .Select(other => (TimeSpan?)(other.Expires - Now)).Min();
        return new Renewal(_version, next, knownVersion == _version ? null : View_NeedsLock());
    });

    public bool Update(Guid session, NodeCard card) => Do(() =>
    {
        if (Live_NeedsLock(session) is not { } member)
        {
            return false;
        }

        member.Card = card with { Name = member.Card.Name, Home = member.Card.Home };
        Changed_NeedsLock();
        return true;
    });

    public bool Leave(Guid session) => Do(() =>
    {
        if (Live_NeedsLock(session) is not { } member)
        {
            return false;
        }

        member.State = MemberState.Left;
        member.Expires = Now;
        Changed_NeedsLock();
        return true;
    });

    public ClusterView Read() => Do(View_NeedsLock);

    public LeaseGrant? Acquire(Guid session, string key) => Do(() =>
    {
        if (Live_NeedsLock(session) is not { } member)
        {
            return null;
        }

        Lease lease = _leases.GetValueOrDefault(key) ?? new Lease(key);
        if (lease.Session is { } holder && Live_NeedsLock(holder) is not null)
        {
            return holder == session ? new LeaseGrant(key, lease.Token) : null;
        }

        if (lease.ReservedFor is { } first && first != member.Card.Name && lease.ReservedUntil > Now)
        {
            return null;
        }

        _leases[key] = new Lease(key) { Node = member.Card.Name, Session = session, Token = ++_token, Since = Now };
        Changed_NeedsLock();
        return new LeaseGrant(key, _token);
    });

    public bool Release(Guid session, LeaseGrant grant, string? reservedFor, TimeSpan reserve) => Do(() =>
    {
        if (Live_NeedsLock(session) is null || _leases.GetValueOrDefault(grant.Key) is not { } lease || lease.Session != session || lease.Token != grant.Token)
        {
            return false;
        }

        _leases[grant.Key] = new Lease(grant.Key) { Token = lease.Token, Since = Now, ReservedFor = reservedFor, ReservedUntil = Now + reserve };
        Changed_NeedsLock();
        return true;
    });

    public bool Drain(string node, bool draining) => Do(() =>
    {
        if (_members.GetValueOrDefault(node) is not { } member)
        {
            return false;
        }

        if (member.Draining != draining)
        {
            member.Draining = draining;
            Changed_NeedsLock();
        }

        return true;
    });

    public MemberState? Down(string node) => Do<MemberState?>(() =>
    {
        if (_members.GetValueOrDefault(node) is not { } member || member.State is MemberState.Live or MemberState.Down)
        {
            return _members.GetValueOrDefault(node)?.State;
        }

        member.State = MemberState.Down;
        foreach (Letter letter in _letters.Where(letter => letter.Request.To == node && letter.DoneAt is null))
        {
            GiveUp_NeedsLock(letter);
        }

        Changed_NeedsLock();
        return MemberState.Down;
    });

    public bool Intend(string worker, bool run, int? instances, string by) => Do(() =>
    {
        _intents[worker] = new IntentView(worker, run, instances, by, Now);
        Changed_NeedsLock();
        return true;
    });

    public bool Send(RemoteRequest request) => Do(() =>
    {
        if (_letters.Any(letter => letter.Request.Id == request.Id))
        {
            return false;
        }

        _letters.Add(new Letter(request, Now));
        _calls.Add((request.To, ClusterSignal.Inbox));
        return true;
    });

    public ImmutableArray<InboxItem> Take(Guid session, int most) => Do<ImmutableArray<InboxItem>>(() =>
    {
        if (Live_NeedsLock(session) is not { } member)
        {
            return [];
        }

        List<InboxItem> taken = [];
        foreach (Letter letter in _letters.Where(letter => letter.Request.To == member.Card.Name && letter.DoneAt is null && letter.TakenBy != session).ToArray())
        {
            if (letter.At + letter.Request.GiveUpAfter < Now)
            {
                GiveUp_NeedsLock(letter);
            }
            else if (taken.Count < most)
            {
                taken.Add(new InboxItem(letter.Request, letter.At, Begun: letter.Runs > 0));
                letter.TakenBy = session;
                letter.Runs++;
            }
        }

        return [.. taken];
    });

    public bool Answer(Guid id, int part, RemoteAnswer answer, bool last) => Do(() =>
    {
        if (_letters.FirstOrDefault(letter => letter.Request.Id == id) is not { } letter)
        {
            return false;
        }

        if (letter.DoneAt is null && letter.Parts.TryAdd(part, answer) && last)
        {
            letter.DoneAt = Now;
            letter.Last = part;
        }

        _calls.Add((letter.Request.From, ClusterSignal.Answer));
        return !letter.Forgotten;
    });

    public (ImmutableArray<RemoteAnswer> Parts, bool Complete) ReadAnswer(Guid id, int fromPart) => Do<(ImmutableArray<RemoteAnswer>, bool)>(() =>
    {
        if (_letters.FirstOrDefault(letter => letter.Request.Id == id) is not { } letter)
        {
            return ([], true);
        }

        List<RemoteAnswer> parts = [];
        int next = fromPart;
        while (letter.Parts.TryGetValue(next, out RemoteAnswer? part))
        {
            parts.Add(part);
            next++;
        }

        return ([.. parts], letter.DoneAt is not null && next > letter.Last);
    });

    public bool Forget(Guid id) => Do(() =>
    {
        if (_letters.FirstOrDefault(letter => letter.Request.Id == id) is { } letter)
        {
            letter.Forgotten = true;
            if (!letter.IsCommand)
            {
                _letters.Remove(letter);
            }
        }

        return true;
    });

    public ImmutableArray<AuditRow> Audit(int most) => Do<ImmutableArray<AuditRow>>(() =>
    [
        .. _letters.Where(letter => letter.IsCommand).Reverse().Take(most).Select(letter => new AuditRow(
            letter.Request.Id,
            letter.At,
            letter.Request.By,
            letter.Request.From,
            letter.Request.To,
            string.Create(CultureInfo.InvariantCulture, $"{letter.Request.Method} {letter.Request.Path}"),
            letter.Request.Body,
            letter.Parts.TryGetValue(letter.Last, out RemoteAnswer? last) ? last.Status : null,
            letter.DoneAt,
            letter.Runs,
            letter.Parts.TryGetValue(0, out RemoteAnswer? first) ? Words(first.Body) : null)),
    ]);

    public long Tidy(TimeSpan olderThan) => Do(() =>
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(olderThan, TimeSpan.Zero);
        DateTimeOffset limit = Now - olderThan;
        string[] gone = [.. _members.Values.Where(member => member.State is MemberState.Left or MemberState.Down && member.Expires < limit).Select(member => member.Card.Name)];
        string[] free = [.. _leases.Values.Where(lease => !Held_NeedsLock(lease) && lease.Since < limit).Select(lease => lease.Key)];
        foreach (string node in gone)
        {
            _members.Remove(node);
        }

        foreach (string key in free)
        {
            _leases.Remove(key);
        }

        if (gone.Length + free.Length > 0)
        {
            Changed_NeedsLock();
        }

        return (long)gone.Length + free.Length + _letters.RemoveAll(letter => letter.DoneAt < limit);
    });

    private static string Words(ReadOnlyMemory<byte> body)
    {
        string text = Encoding.UTF8.GetString(body.Span);
        return text.Length <= MostAnswerLetters ? text : text[..MostAnswerLetters];
    }

    /// <summary>Buries whoever is due, then acts, then tells listeners what came of it.</summary>
    private T Do<T>(Func<T> act)
    {
        T done;
        (Listener[] Heard, ClusterSignal Signal)[] calls;
        lock (_gate)
        {
            foreach (Member member in _members.Values.Where(member => member.State == MemberState.Live && member.Expires <= Now).ToArray())
            {
                member.State = MemberState.Lost;
                Changed_NeedsLock();
            }

            done = act();
            calls = [.. _calls.Select(call => (_listeners.Where(listener => call.Node is null || listener.Node == call.Node).ToArray(), call.Signal))];
            _calls.Clear();
        }

        foreach ((Listener[] heard, ClusterSignal signal) in calls)
        {
            foreach (Listener listener in heard)
            {
                listener.Hear(signal);
            }
        }

        return done;
    }

    private void Changed_NeedsLock()
    {
        _version++;
        if (!_calls.Contains((null, ClusterSignal.State)))
        {
            _calls.Add((null, ClusterSignal.State));
        }
    }

    private void GiveUp_NeedsLock(Letter letter)
    {
        letter.DoneAt = Now;
        _calls.Add((letter.Request.From, ClusterSignal.Answer));
    }

    private Member? Live_NeedsLock(Guid session) => _members.Values.FirstOrDefault(member => member.Session == session && member.State == MemberState.Live);

    private bool Held_NeedsLock(Lease lease) => lease.Session is { } session && Live_NeedsLock(session) is not null;

    private ClusterView View_NeedsLock() => new()
    {
        Version = _version,
        At = Now,
        Members =
        [
            .. _members.Values.Select(member => new MemberView
            {
                Name = member.Card.Name,
                Session = member.Session,
                State = member.State,
                Draining = member.Draining,
                Version = member.Card.Version,
                Roles = member.Card.Roles,
                Host = member.Card.Host,
                Lease = member.Card.Lease,
                Remaining = member.Expires - Now,
                JoinedAt = member.JoinedAt,
                Floating = member.Card.Floating,
                Load = member.Load,
            }),
        ],
        Leases =
        [
            .. _leases.Values.Select(lease => new LeaseView(
                lease.Key, lease.Node, lease.Session, lease.Token, Held_NeedsLock(lease), lease.Since, lease.ReservedUntil > Now ? lease.ReservedFor : null)),
        ],
        Intents = [.. _intents.Values],
    };

    private sealed class Member(NodeCard card)
    {
        public NodeCard Card { get; set; } = card;

        public Guid Home { get; } = card.Home;

        public Guid Session { get; } = Guid.NewGuid();

        public MemberState State { get; set; } = MemberState.Live;

        public required bool Draining { get; set; }

        public required DateTimeOffset JoinedAt { get; init; }

        public required DateTimeOffset Expires { get; set; }

        public NodeLoad? Load { get; set; }
    }

    private sealed class Lease(string key)
    {
        public string Key { get; } = key;

        public string? Node { get; init; }

        public Guid? Session { get; init; }

        public long Token { get; init; }

        public DateTimeOffset Since { get; init; }

        public string? ReservedFor { get; init; }

        public DateTimeOffset ReservedUntil { get; init; }
    }

    private sealed class Letter(RemoteRequest request, DateTimeOffset at)
    {
        public RemoteRequest Request { get; } = request;

        public DateTimeOffset At { get; } = at;

        public bool IsCommand => Request.Method != "GET";

        public Guid? TakenBy { get; set; }

        public int Runs { get; set; }

        public bool Forgotten { get; set; }

        public DateTimeOffset? DoneAt { get; set; }

        /// <summary>Number of the last part; -1 while it is not known, and for good when it was given up.</summary>
        public int Last { get; set; } = -1;

        public Dictionary<int, RemoteAnswer> Parts { get; } = [];
    }

    private sealed class Listener(MemoryClusterState state, MemoryClusterStore line, string node, Action<ClusterSignal> heard) : IDisposable
    {
        public MemoryClusterStore Line { get; } = line;

        public string Node { get; } = node;

        public void Hear(ClusterSignal signal)
        {
            if (Line.Line == StoreLine.Up)
            {
                heard(signal);
            }
        }

        public void Dispose()
        {
            lock (state._gate)
            {
                state._listeners.Remove(this);
            }
        }
    }
}
