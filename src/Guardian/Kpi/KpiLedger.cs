using System.Text.Json;
using Guardian.Journal;
using Guardian.Workers.Records;

namespace Guardian.Kpi;

/// <summary>The account that figures are made of: a fold over the journal's worker, incident and node events in order of commit.</summary>
/// <remarks>
/// <para>The same events give the same ledger, in whatever chunks they are read and wherever it was stored between them; it reads no clock.
/// Mutable and for one user at a time. Bounded: at most <see cref="MostWorkers"/> workers, each with 3 hours of minutes, 35 days of hours and
/// 400 days of days, of which only those exist in which something happened; at most <see cref="MostIncidents"/> incidents.</para>
/// <para>Available (up) is a worker whose state is healthy or warning, that is, of which at least <c>instances.min</c> instances are.
/// Critical, dead, and starting after a fault are down. Not wanted are: stopped by a person's word, done, and starting without a fault before.
/// Unknown is the time in which no node watched. Up, down, unknown and not wanted make the whole time since the worker is known.</para>
/// <para>The labels of events are wall time. One that is earlier than the one before counts as the same moment, as long as the
/// clock was not set back by more than <see cref="SetBack"/>; then the ledger goes on from the new time and forgets what lies after it.</para>
/// </remarks>
public sealed partial class KpiLedger
{
    /// <summary>Most workers that are accounted for; further ones are counted in <see cref="Overlooked"/> only.</summary>
    public const int MostWorkers = 2_000;

    /// <summary>Most incidents that are remembered, for their end and for labels.</summary>
    public const int MostIncidents = 2_000;

    /// <summary>A node says this often that it is there; from a silence of two and a half times that on, nobody watched.</summary>
    public static readonly TimeSpan AliveEvery = TimeSpan.FromMinutes(1);

    /// <summary>A clock that goes back by more than this was set, it does not merely waver.</summary>
    public static readonly TimeSpan SetBack = TimeSpan.FromMinutes(10);

    /// <summary>A reflex restart has held when the process then lived this long.</summary>
    public static readonly TimeSpan HoldsAfter = TimeSpan.FromSeconds(60);

    private const int StoredVersion = 1;
    private const string IncidentPrefix = "incident/";

    private static readonly long s_silence = (long)(AliveEvery * 2.5).TotalMilliseconds;

    private readonly SortedDictionary<string, KpiWorker> _workers = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, KpiIncident> _incidents = new(StringComparer.Ordinal);
    private bool _nodeDown;

    /// <summary>Position of the last event that is folded in; 0 for none.</summary>
    public long Position { get; private set; }

    /// <summary>Events of workers that were too many to be accounted for.</summary>
    public long Overlooked { get; private set; }

    /// <summary>Label of the latest event; the beginning of Unix time before the first.</summary>
    public DateTimeOffset Through => DateTimeOffset.FromUnixTimeMilliseconds(Time);

    internal long Time { get; private set; }

    internal IEnumerable<KeyValuePair<string, KpiWorker>> Workers => _workers;

    /// <summary>Folds one more event in. One that is folded in already, by its position, is passed over.</summary>
    /// <param name="kept">The event; streams it has no use for only move the position.</param>
    public void Apply(JournalEvent kept)
    {
        ArgumentNullException.ThrowIfNull(kept);
        if (kept.Position <= Position)
        {
            return;
        }

        Position = kept.Position;
        if (kept.Stream == NodeEvents.Stream)
        {
            ApplyNode(kept);
        }
        else if (WorkerRecordJson.WorkerOf(kept.Stream) is { Length: > 0 } worker)
        {
            Advance(kept.At);
            ApplyWorker(worker, kept);
        }
        else if (kept.Stream.StartsWith(IncidentPrefix, StringComparison.Ordinal))
        {
            Advance(kept.At);
            ApplyIncident(kept.Stream[IncidentPrefix.Length..], kept);
        }
    }

    /// <summary>The ledger as it is stored.</summary>
    /// <returns>UTF-8 JSON; equal ledgers give equal bytes.</returns>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(
        new Stored(StoredVersion, Position, Time, _nodeDown, Overlooked, _workers, _incidents), KpiJson.Default.Stored);

    /// <summary>Reads a stored ledger back.</summary>
    /// <param name="json">UTF-8 JSON.</param>
    /// <returns>The ledger; null when it cannot be read, so that the journal is folded from its beginning.</returns>
    public static KpiLedger? FromJson(ReadOnlySpan<byte> json)
    {
        try
        {
            if (JsonSerializer.Deserialize(json, KpiJson.Default.Stored) is { Version: StoredVersion } stored)
            {
                KpiLedger ledger = new() { Position = stored.Position, Time = stored.Time, _nodeDown = stored.NodeDown, Overlooked = stored.Overlooked };
                foreach ((string name, KpiWorker worker) in stored.Workers ?? [])
                {
                    ledger._workers[name] = worker;
                }

                foreach ((string id, KpiIncident incident) in stored.Incidents ?? [])
                {
                    ledger._incidents[id] = incident;
                }

                return ledger;
            }
        }
        catch (JsonException)
        {
            // The events are still there: the caller begins anew.
        }

        return null;
    }

    /// <summary>Whether nobody watched between the ledger's time and a later moment.</summary>
    internal bool Unwatched(long until) => _nodeDown || until - Time > s_silence;

    private void ApplyNode(JournalEvent kept)
    {
        long before = Time;
        bool wasDown = _nodeDown;
        Advance(kept.At);
        if (kept.Type == NodeEvents.Stopped)
        {
            _nodeDown = true;
        }
        else if (kept.Type == NodeEvents.Started)
        {
            if (before > 0 && !wasDown && Time > before && Time - before <= s_silence)
            {
                MarkUnknown(before, Time); // it was killed; a longer silence was marked by itself
            }

            _nodeDown = false;
        }
        else if (kept.Type == NodeEvents.Alive)
        {
            _nodeDown = false;
        }
    }

    private void Advance(DateTimeOffset at)
    {
        long moment = Math.Max(0, at.ToUnixTimeMilliseconds());
        if (moment < Time - (long)SetBack.TotalMilliseconds)
        {
            Rewind(moment);
        }

        if (moment <= Time)
        {
            return;
        }

        if (Time > 0 && Unwatched(moment))
        {
            MarkUnknown(Time, moment);
        }

        bool newHour = moment / KpiPeriods.Hour != Time / KpiPeriods.Hour;
        Time = moment;
        if (newHour)
        {
            Prune();
        }
    }

    private void MarkUnknown(long from, long to)
    {
        Server(from); // so that the node's own outage is counted even before any worker is known
        foreach (KpiWorker worker in _workers.Values)
        {
            if (worker.Use() != KpiTimeUse.Unwanted)
            {
                worker.Settle(from);
                worker.Tiers.AddSpan(Math.Max(from, worker.First), to, KpiTimeUse.Unknown);
                worker.Since = to;
            }
        }
    }

    private void Rewind(long moment)
    {
        foreach (KpiWorker worker in _workers.Values)
        {
            worker.Tiers.ForgetFrom(moment);
            worker.First = Math.Min(worker.First, moment);
            worker.Since = Math.Min(worker.Since, moment);
            worker.Until = worker.Until is { } until ? Math.Min(until, moment) : null;
            worker.LastErrorMinute = 0;
            worker.Instances.Clear(); // moments that have not been yet say nothing of how long anything took
        }

        Time = moment;
    }

    private void Prune()
    {
        foreach ((string name, KpiWorker worker) in _workers.ToArray())
        {
            worker.Tiers.Prune(Time);
            if (worker.Until is { } until && worker.Tiers.IsEmpty() && Time - until > 2 * 30 * KpiPeriods.Day)
            {
                _workers.Remove(name);
            }
        }

        foreach ((string id, KpiIncident incident) in _incidents.Where(each => each.Value.Ended && Time - each.Value.At > 35 * KpiPeriods.Day).ToArray())
        {
            _incidents.Remove(id);
        }
    }

    /// <summary>The account that has what belongs to no worker; its own time is up whenever the node is.</summary>
    private KpiWorker Server(long known)
    {
        if (!_workers.TryGetValue(string.Empty, out KpiWorker? server))
        {
            _workers[string.Empty] = server = new KpiWorker { First = known, Since = known, State = "healthy" };
        }

        return server;
    }

    internal sealed record Stored(
        int Version,
        long Position,
        long Time,
        bool NodeDown,
        long Overlooked,
        SortedDictionary<string, KpiWorker>? Workers,
        SortedDictionary<string, KpiIncident>? Incidents);
}
