using System.Runtime.CompilerServices;
using Guardian.Journal;

namespace Guardian.Tests.Cluster.Bus;

/// <summary>A journal in memory that plays the shared database, or a node's own store: it conflicts, goes away, and loses answers when told to.</summary>
internal sealed class BusJournal : IEventJournal
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new(); // guards everything below
    private readonly List<JournalEvent> _events = [];
    private readonly Dictionary<string, long> _heads = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JournalSnapshot> _snapshots = new(StringComparer.Ordinal);
    private readonly List<(Func<bool> Holds, TaskCompletionSource Done)> _waiting = [];
    private long _position;
    private int _calls;

    /// <summary>Makes every call fail, with nothing done.</summary>
    public string? Problem { get; set; }

    /// <summary>So many of the next appends are done, but the caller is told that they failed: the line was cut in between.</summary>
    public int LostAnswers { get; set; }

    /// <summary>Appends wait for it before they are done.</summary>
    public Task Hold { get; set; } = Task.CompletedTask;

    /// <summary>Readings wait for it.</summary>
    public Task HoldReading { get; set; } = Task.CompletedTask;

    public bool IsDisposed { get; private set; }

    /// <summary>Calls that came, whatever became of them.</summary>
    public int Calls
    {
        get { lock (_gate) { return _calls; } }
    }

    public IReadOnlyList<JournalEvent> Events
    {
        get { lock (_gate) { return [.. _events]; } }
    }

    /// <summary>Appends events labelled as of noon, each with its type as content.</summary>
    public void Add(string stream, params string[] types)
    {
        lock (_gate)
        {
            Append_NeedsLock([new StreamAppend(stream, null, [.. types.Select(type => new NewEvent(type, Text(type), DateTimeOffset.UnixEpoch))])]);
        }
    }

    /// <summary>Forgets everything after a position, as a standby does that did not have it yet.</summary>
    public void Rewind(long position)
    {
        lock (_gate)
        {
            _events.RemoveAll(item => item.Position > position);
            _position = position;
            foreach (string stream in _heads.Keys.ToArray())
            {
                _heads[stream] = _events.LastOrDefault(item => item.Stream == stream)?.Sequence ?? 0;
            }

            foreach (JournalSnapshot late in _snapshots.Values.Where(kept => kept.Sequence > _heads.GetValueOrDefault(kept.Stream)).ToArray())
            {
                _snapshots.Remove(late.Stream);
            }
        }
    }

    /// <summary>Deletes events up to a position, as retention does.</summary>
    public void Trim(long position)
    {
        lock (_gate)
        {
            _events.RemoveAll(item => item.Position <= position);
        }
    }

    /// <summary>Waits until something holds; it is looked at after each call.</summary>
    public async Task UntilAsync(Func<BusJournal, bool> holds, [CallerArgumentExpression(nameof(holds))] string what = "")
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (holds(this))
            {
                return;
            }

            _waiting.Add((() => holds(this), done));
        }

        try
        {
            await done.Task.WaitAsync(s_patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"waited for {what}; there is {string.Join(", ", Events.Select(item => $"{item.Stream}:{item.Type}"))} after {Calls} calls");
        }
    }

    public async Task<long> AppendAsync(IReadOnlyList<StreamAppend> appends, CancellationToken stop = default)
    {
        try
        {
            await Hold;
            lock (_gate)
            {
                Check();
                long position = Append_NeedsLock(appends);
                if (LostAnswers > 0)
                {
                    LostAnswers--;
                    throw new JournalUnavailableException(JournalProblem.Unreachable, "the line was cut");
                }

                return position;
            }
        }
        finally
        {
            Note();
        }
    }

    public IAsyncEnumerable<JournalEvent> ReadStreamAsync(string stream, long afterSequence = 0, CancellationToken stop = default) =>
        ReadAsync(kept => kept.Stream == stream && kept.Sequence > afterSequence);

    public IAsyncEnumerable<JournalEvent> ReadAllAsync(long afterPosition = 0, CancellationToken stop = default) =>
        ReadAsync(kept => kept.Position > afterPosition);

    public async Task<IReadOnlyList<JournalEvent>> ReadNewestAsync(
        string streamPrefix, IReadOnlyCollection<string> types, int count, CancellationToken stop = default)
    {
        List<JournalEvent> found = [];
        await foreach (JournalEvent item in ReadAsync(kept => kept.Stream.StartsWith(streamPrefix, StringComparison.Ordinal)))
        {
            found.Add(item);
        }

        return [.. Enumerable.Reverse(found).Take(count)];
    }

    public Task SaveSnapshotsAsync(IReadOnlyList<JournalSnapshot> snapshots, CancellationToken stop = default)
    {
        lock (_gate)
        {
            foreach (JournalSnapshot snapshot in snapshots)
            {
                _snapshots[snapshot.Stream] = snapshot;
            }
        }

        Note();
        return Task.CompletedTask;
    }

    public async Task<IReadOnlyList<JournalSnapshot>> ReadSnapshotsAsync(string streamPrefix, CancellationToken stop = default)
    {
        await HoldReading;
        lock (_gate)
        {
            Check();
            return [.. _snapshots.Values.Where(kept => kept.Stream.StartsWith(streamPrefix, StringComparison.Ordinal))];
        }
    }

    public Task DeleteSnapshotAsync(string stream, CancellationToken stop = default) => throw new NotSupportedException();

    public Task<long> TrimAsync(JournalRetention rule, CancellationToken stop = default) => throw new NotSupportedException();

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }

    private static byte[] Text(string type) => System.Text.Encoding.UTF8.GetBytes($"\"{type}\"");

    private async IAsyncEnumerable<JournalEvent> ReadAsync(Func<JournalEvent, bool> wanted)
    {
        try
        {
            await HoldReading;
            lock (_gate)
            {
                Check();
            }
        }
        finally
        {
            Note();
        }

        foreach (JournalEvent kept in Events.Where(wanted))
        {
            yield return kept;
        }
    }

    private void Check()
    {
        if (Problem is { } problem)
        {
            throw new JournalUnavailableException(JournalProblem.Unreachable, problem);
        }
    }

    private long Append_NeedsLock(IReadOnlyList<StreamAppend> appends)
    {
        appends.Select(append => append.Stream).ShouldBeUnique();
        foreach (StreamAppend append in appends)
        {
            long head = _heads.GetValueOrDefault(append.Stream);
            if (append.Expected is { } expected && expected != head)
            {
                throw new SequenceConflictException(append.Stream, expected, head);
            }
        }

        foreach (StreamAppend append in appends)
        {
            foreach (NewEvent item in append.Events)
            {
                long sequence = _heads[append.Stream] = _heads.GetValueOrDefault(append.Stream) + 1;
                _events.Add(new JournalEvent(++_position, append.Stream, sequence, item.Type, item.Json, item.At));
            }
        }

        return _position;
    }

    private void Note()
    {
        lock (_gate)
        {
            _calls++;
            foreach ((Func<bool> holds, TaskCompletionSource done) in _waiting.ToArray())
            {
                if (holds())
                {
                    done.TrySetResult();
                }
            }
        }
    }
}
