using System.Collections.Immutable;

namespace Guardian.Alerts;

/// <summary>Everything that is known of alerts and messages: the fold of the stream <c>alerts</c>. Immutable.</summary>
/// <remarks>An event that does not fit (its alert is unknown, already over) changes nothing, so any order of events is survived.</remarks>
public sealed record AlertBoard
{
    /// <summary>Most alerts kept, open and over; beyond it the oldest that is over goes, or else the oldest.</summary>
    public const int MostAlerts = 10_000;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Nothing known.</summary>
    public static AlertBoard Empty { get; } = new();

    /// <summary>Alerts by id, oldest first.</summary>
    public ImmutableSortedDictionary<string, Alert> Alerts { get; private init; } = ImmutableSortedDictionary.Create<string, Alert>(StringComparer.Ordinal);

    /// <summary>Ids of open alerts by key.</summary>
    public ImmutableSortedDictionary<string, string> OpenByKey { get; private init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Who still has to be told, by id of the alert.</summary>
    public ImmutableSortedDictionary<string, AlertStanding> Standing { get; private init; } =
        ImmutableSortedDictionary.Create<string, AlertStanding>(StringComparer.Ordinal);

    /// <summary>Messages that wait to be sent, oldest first.</summary>
    public ImmutableList<Notification> Queue { get; private init; } = [];

    /// <summary>When messages were made within the last hour, by route, oldest first.</summary>
    public ImmutableSortedDictionary<string, ImmutableList<AlertMoment>> Made { get; private init; } =
        ImmutableSortedDictionary.Create<string, ImmutableList<AlertMoment>>(StringComparer.Ordinal);

    /// <summary>Number behind the last id in use, so that no id is used twice.</summary>
    public long LastId { get; private init; }

    /// <summary>The open alert of a key.</summary>
    /// <param name="key">What it is about.</param>
    /// <returns>The alert, or null.</returns>
    public Alert? OpenOf(string key) => OpenByKey.TryGetValue(key, out string? id) ? Alerts[id] : null;

    /// <summary>The alerts a person asks for.</summary>
    /// <param name="query">Which.</param>
    /// <returns>Newest first.</returns>
    public ImmutableArray<Alert> Find(AlertQuery query) => [.. Alerts.Values.Reverse().Where(query.Matches).Take(Math.Max(0, query.Limit))];

    /// <summary>The board after an event.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="at">When it happened.</param>
    /// <returns>The new board.</returns>
    public AlertBoard Apply(AlertEvent happened, AlertMoment at) => happened switch
    {
        AlertEvent.Raised raised => Raise(raised, at),
        AlertEvent.Repeated again => Alerts.TryGetValue(again.Id, out Alert? alert) && alert.State == AlertState.Firing ? Repeat(alert, again, at) : this,
        AlertEvent.Resolved over => Resolve(over.Id, over.Message, at),
        AlertEvent.Acknowledged seen => Alerts.TryGetValue(seen.Id, out Alert? alert)
            ? this with { Alerts = Alerts.SetItem(seen.Id, alert with { AcknowledgedBy = seen.By, AcknowledgedAt = at.Wall }) }
            : this,
        AlertEvent.Queued queued => Tell(queued, at),
        AlertEvent.Sent sent => this with { Queue = Queue.RemoveAll(waiting => waiting.Id == sent.Id) },
        AlertEvent.Dropped dropped => this with { Queue = Queue.RemoveAll(waiting => waiting.Id == dropped.Id) },
        _ => this,
    };

    /// <summary>A board as a snapshot kept it.</summary>
    internal static AlertBoard Restore(
        IEnumerable<Alert> alerts,
        IEnumerable<KeyValuePair<string, AlertStanding>> standing,
        IEnumerable<Notification> queue,
        IEnumerable<KeyValuePair<string, ImmutableList<AlertMoment>>> made,
        long lastId)
    {
        AlertBoard empty = Empty;
        Alert[] all = [.. alerts];
        return empty with
        {
            Alerts = empty.Alerts.AddRange(all.Select(alert => KeyValuePair.Create(alert.Id, alert))),
            OpenByKey = empty.OpenByKey.SetItems(
                all.Where(alert => alert.State == AlertState.Firing).Select(alert => KeyValuePair.Create(alert.Key, alert.Id))),
            Standing = empty.Standing.AddRange(standing),
            Queue = [.. queue],
            Made = empty.Made.AddRange(made),
            LastId = lastId,
        };
    }

    private AlertBoard Raise(AlertEvent.Raised raised, AlertMoment at)
    {
        Alert alert = raised.Alert;
        if (Alerts.ContainsKey(alert.Id))
        {
            return this;
        }

        bool firing = alert.State == AlertState.Firing;
        AlertBoard before = firing && OpenOf(alert.Key) is { } earlier
            ? Resolve(earlier.Id, "raised anew", at) // by a node that could not read its store
            : this;
        bool stands = firing || !raised.Routes.IsEmpty;
        AlertBoard after = before with
        {
            Alerts = before.Alerts.Add(alert.Id, alert),
            OpenByKey = firing ? before.OpenByKey.SetItem(alert.Key, alert.Id) : before.OpenByKey,
            Standing = stands ? before.Standing.SetItem(alert.Id, new AlertStanding(at, null, WithRoutes(NoRoutes, raised.Routes))) : before.Standing,
            LastId = Math.Max(before.LastId, AlertId.Number(alert.Id)),
        };
        return after.Alerts.Count > MostAlerts ? after.Forget() : after;
    }

    private AlertBoard Repeat(Alert alert, AlertEvent.Repeated again, AlertMoment at)
    {
        bool rises = again.Level > alert.Level;
        Alert now = alert with
        {
            Level = rises ? again.Level : alert.Level,
            Message = again.Message,
            Count = Math.Max(alert.Count, again.Count),
            AcknowledgedBy = rises ? null : alert.AcknowledgedBy,
            AcknowledgedAt = rises ? null : alert.AcknowledgedAt,
        };
        AlertStanding known = Standing.GetValueOrDefault(alert.Id) ?? new AlertStanding(at, null, NoRoutes);
        ImmutableSortedDictionary<string, AlertTelling?> routes = WithRoutes(known.Routes, again.Routes);
        return this with
        {
            Alerts = Alerts.SetItem(alert.Id, now),
            Standing = Standing.SetItem(alert.Id, known with { Since = rises || routes.Count > known.Routes.Count ? at : known.Since, Routes = routes }),
        };
    }

    private AlertBoard Resolve(string id, string message, AlertMoment at)
    {
        if (!Alerts.TryGetValue(id, out Alert? alert) || alert.State == AlertState.Resolved)
        {
            return this;
        }

        // Who was not told that it began is not told that it is over.
        ImmutableSortedDictionary<string, AlertTelling?> told = NoRoutes.AddRange(
            (Standing.GetValueOrDefault(id)?.Routes ?? NoRoutes).Where(route => route.Value is not null));
        return this with
        {
            Alerts = Alerts.SetItem(id, alert with { State = AlertState.Resolved, ResolvedAt = at.Wall }),
            OpenByKey = OpenByKey.GetValueOrDefault(alert.Key) == id ? OpenByKey.Remove(alert.Key) : OpenByKey,
            Standing = told.IsEmpty ? Standing.Remove(id) : Standing.SetItem(id, new AlertStanding(at, message, told)),
        };
    }

    private AlertBoard Tell(AlertEvent.Queued queued, AlertMoment at)
    {
        string route = queued.Notification.Route;
        ImmutableSortedDictionary<string, AlertStanding>.Builder standing = Standing.ToBuilder();
        foreach (string id in queued.Told)
        {
            if (!standing.TryGetValue(id, out AlertStanding? known) || !Alerts.TryGetValue(id, out Alert? alert))
            {
                continue;
            }

            ImmutableSortedDictionary<string, AlertTelling?> routes = alert.State == AlertState.Firing
                ? known.Routes.SetItem(route, new AlertTelling(alert.Level, at))
                : known.Routes.Remove(route);
            if (alert.State == AlertState.Resolved && routes.IsEmpty)
            {
                standing.Remove(id);
            }
            else
            {
                standing[id] = known with { Routes = routes };
            }
        }

        ImmutableList<AlertMoment> made = Made.GetValueOrDefault(route) ?? [];
        return this with
        {
            Standing = standing.ToImmutable(),
            Queue = Queue.Add(queued.Notification),
            Made = Made.SetItem(route, made.RemoveAll(earlier => at.Monotonic - earlier.Monotonic >= Hour).Add(at)),
            LastId = Math.Max(LastId, AlertId.Number(queued.Notification.Id)),
        };
    }

    private AlertBoard Forget()
    {
        Alert oldest = Alerts.Values.FirstOrDefault(alert => alert.State == AlertState.Resolved) ?? Alerts.Values.First();
        return this with
        {
            Alerts = Alerts.Remove(oldest.Id),
            OpenByKey = OpenByKey.GetValueOrDefault(oldest.Key) == oldest.Id ? OpenByKey.Remove(oldest.Key) : OpenByKey,
            Standing = Standing.Remove(oldest.Id),
        };
    }

    private static ImmutableSortedDictionary<string, AlertTelling?> NoRoutes { get; } =
        ImmutableSortedDictionary.Create<string, AlertTelling?>(StringComparer.Ordinal);

    private static ImmutableSortedDictionary<string, AlertTelling?> WithRoutes(
        ImmutableSortedDictionary<string, AlertTelling?> known, ImmutableArray<string> routes) =>
        known.AddRange(routes.Where(route => !known.ContainsKey(route)).Distinct(StringComparer.Ordinal).Select(route => KeyValuePair.Create(route, (AlertTelling?)null)));
}
