using System.Collections.Immutable;

namespace Guardian.Alerts;

/// <summary>Decides what a signal means for the alerts, and who is told what and when, without flooding anybody.</summary>
public static class AlertRules
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan LateAfter = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestAsked = TimeSpan.FromHours(1);

    /// <summary>What a signal means.</summary>
    /// <param name="board">What is known.</param>
    /// <param name="signal">The signal.</param>
    /// <param name="context">How the workers stand.</param>
    /// <param name="now">Wall time.</param>
    /// <param name="options">Routes.</param>
    /// <returns>At most one event.</returns>
    public static AlertVerdict Hear(AlertBoard board, AlertSignal signal, AlertContext context, DateTimeOffset now, AlertOptions options)
    {
        Alert? open = board.OpenOf(signal.Key);
        switch (signal)
        {
            case AlertSignal.Raise raise when open is null:
                return New(raise.Level, raise.Source, raise.Message, raise.Incident, AlertState.Firing, "nothing is open under this key");
            case AlertSignal.Raise raise:
                AlertLevel level = raise.Level > open.Level ? raise.Level : open.Level;
                return One(
                    new AlertEvent.Repeated(open.Id, level, raise.Message, open.Count + 1, AlertRouting.RoutesOf(options, level, open.Worker)),
                    level > open.Level ? $"open already, and rises from {open.Level} to {level}" : "open already");
            case AlertSignal.Resolve when open is null:
                return new AlertVerdict([], null, "nothing is open under this key");
            case AlertSignal.Resolve resolve:
                return One(new AlertEvent.Resolved(open.Id, resolve.Message), "it is over");
            case AlertSignal.Notice notice:
                return New(AlertLevel.Low, notice.Source, notice.Message, notice.Incident, AlertState.Resolved, "a notice");
            default:
                throw new System.Diagnostics.UnreachableException();
        }

        AlertVerdict New(AlertLevel level, string source, string message, string? incident, AlertState state, string reason) => One(
            new AlertEvent.Raised(
                new Alert
                {
                    Id = AlertId.Text(AlertId.Next(board.LastId, now)),
                    Level = level,
                    Source = source,
                    Message = message,
                    Timestamp = now,
                    Context = context,
                    Incident = incident,
                    Key = signal.Key,
                    State = state,
                    Count = 1,
                    AcknowledgedBy = null,
                    AcknowledgedAt = null,
                    ResolvedAt = state == AlertState.Resolved ? now : null,
                },
                AlertRouting.RoutesOf(options, level, AlertSource.WorkerOf(source))),
            reason);

        static AlertVerdict One(AlertEvent happened, string reason) => new([happened], null, reason);
    }

    /// <summary>Which messages are due.</summary>
    /// <param name="board">What is known.</param>
    /// <param name="now">The moment.</param>
    /// <param name="options">Intervals, limits and routes.</param>
    /// <returns>At most one message for each route, and when to look again.</returns>
    /// <remarks>A route is due when its oldest change has waited for the group wait; then everything that changed goes into one message.
    /// At its limit for the hour it waits until the oldest message of the hour is an hour old: what gathered meanwhile is the summary.</remarks>
    public static AlertVerdict Due(AlertBoard board, AlertMoment now, AlertOptions options)
    {
        List<AlertEvent> events = [];
        List<string> reasons = [];
        MonotonicTime? next = null;
        long id = AlertId.Next(board.LastId, now.Wall);
        Dictionary<string, List<Change>> byRoute = Changes(board, now, options, ref next);
        foreach (AlertRouteOptions route in options.Routes)
        {
            if (!byRoute.TryGetValue(route.Name, out List<Change>? changes))
            {
                continue;
            }

            MonotonicTime oldest = changes.Min(change => change.Since);
            MonotonicTime due = oldest + options.GroupWait;
            ImmutableList<AlertMoment> made = (board.Made.GetValueOrDefault(route.Name) ?? []).RemoveAll(earlier => now.Monotonic - earlier.Monotonic >= Hour);
            bool worst = changes.Any(change => change is { Kind: NotificationKind.Firing, Alert.Level: AlertLevel.Critical });
            int limit = worst ? options.MaxPerHour * 2 : options.MaxPerHour;
            if (made.Count >= limit)
            {
                due = MonotonicTime.Later(due, made[made.Count - limit].Monotonic + Hour);
                reasons.Add($"route {route.Name} has had {Wording.Count(made.Count, "message")} within an hour");
            }

            if (due > now.Monotonic)
            {
                next = Earlier(next, due);
                continue;
            }

            Notification notification = Compose(route, changes, $"{AlertId.Text(id)}-{route.Name}", now, now.Monotonic - oldest, made.Count + 1 == limit ? limit : null, options);
            events.Add(new AlertEvent.Queued(notification, [.. changes.Select(change => change.Alert.Id)]));
            reasons.Add($"route {route.Name} is told of {Wording.Count(changes.Count, "change")}");
        }

        return new AlertVerdict([.. events], next, reasons.Count == 0 ? "nothing is due" : string.Join("; ", reasons));
    }

    /// <summary>Which messages are given up: too many wait, they are too old, or nobody carries them any more.</summary>
    /// <param name="board">What is known.</param>
    /// <param name="now">Wall time.</param>
    /// <param name="notifiers">Names of the notifiers there are.</param>
    /// <param name="options">Limits.</param>
    /// <returns>One event for each.</returns>
    public static AlertVerdict GiveUp(AlertBoard board, DateTimeOffset now, IReadOnlyCollection<string> notifiers, AlertOptions options)
    {
        Dictionary<string, string> reasons = new(StringComparer.Ordinal);
        foreach (Notification waiting in board.Queue)
        {
            if (!notifiers.Contains(waiting.Notifier))
            {
                reasons[waiting.Id] = $"there is no notifier '{waiting.Notifier}' any more";
            }
            else if (now - waiting.At >= options.GiveUpAfter)
            {
                reasons[waiting.Id] = $"not sent within {Wording.Duration(options.GiveUpAfter)}";
            }
        }

        int excess = board.Queue.Count - reasons.Count - options.Queue;
        if (excess > 0)
        {
            // OrderBy is stable and the queue is oldest first.
            foreach (Notification dropped in board.Queue.Where(waiting => !reasons.ContainsKey(waiting.Id)).OrderBy(waiting => waiting.Level).Take(excess).ToArray())
            {
                reasons[dropped.Id] = $"more than {Wording.Count(options.Queue, "message")} wait";
            }
        }

        return new AlertVerdict(
            [.. reasons.Select(each => new AlertEvent.Dropped(each.Key, each.Value))], null, reasons.Count == 0 ? "none" : Wording.Count(reasons.Count, "message"));
    }

    /// <summary>How long a notifier is left alone after failures.</summary>
    /// <param name="failures">Failures in a row, 1 or more.</param>
    /// <param name="asked">What the receiver asked for, or null.</param>
    /// <returns>5 s, doubling to 5 min; what was asked for when that is longer, up to 1 h.</returns>
    public static TimeSpan RetryDelay(int failures, TimeSpan? asked)
    {
        TimeSpan own = TimeSpan.FromTicks(Math.Min(LongestRetry.Ticks, FirstRetry.Ticks << Math.Clamp(failures - 1, 0, 10)));
        return asked is { } longer && longer > own ? (longer < LongestAsked ? longer : LongestAsked) : own;
    }

    private static Dictionary<string, List<Change>> Changes(AlertBoard board, AlertMoment now, AlertOptions options, ref MonotonicTime? next)
    {
        HashSet<string> routes = [.. options.Routes.Select(route => route.Name)];
        Dictionary<string, List<Change>> byRoute = new(StringComparer.Ordinal);
        foreach ((string id, AlertStanding standing) in board.Standing)
        {
            Alert alert = board.Alerts[id];
            foreach ((string route, AlertTelling? told) in standing.Routes.Where(route => routes.Contains(route.Key)))
            {
                Change? change = alert.State == AlertState.Resolved
                    ? new Change(told is null ? NotificationKind.Notice : NotificationKind.Resolved, alert, standing.Ending ?? alert.Message, standing.Since.Monotonic)
                    : told is null || told.Level < alert.Level
                        ? new Change(NotificationKind.Firing, alert, alert.Message, standing.Since.Monotonic)
                        : null;
                TimeSpan repeat = alert.Level == AlertLevel.Critical ? options.RepeatCritical : options.Repeat;
                if (change is null && told is not null && alert.AcknowledgedBy is null && repeat != Timeout.InfiniteTimeSpan)
                {
                    MonotonicTime again = told.At.Monotonic + repeat;
                    if (again <= now.Monotonic)
                    {
                        change = new Change(NotificationKind.Reminder, alert, alert.Message, again);
                    }
                    else
                    {
                        next = Earlier(next, again + options.GroupWait);
                    }
                }

                if (change is not null)
                {
                    if (!byRoute.TryGetValue(route, out List<Change>? changes))
                    {
                        byRoute[route] = changes = [];
                    }

                    changes.Add(change);
                }
            }
        }

        return byRoute;
    }

    private static Notification Compose(
        AlertRouteOptions route, List<Change> changes, string id, AlertMoment now, TimeSpan age, int? reached, AlertOptions options)
    {
        List<string> notes = [];
        if (age > options.GroupWait + LateAfter)
        {
            notes.Add($"The oldest of these changes is {Wording.Duration(TimeSpan.FromSeconds(Math.Round(age.TotalSeconds)))} old.");
        }

        if (reached is { } limit)
        {
            notes.Add($"This route has now had {Wording.Count(limit, "message")} within an hour, its limit; what comes next is gathered into a summary.");
        }

        IEnumerable<Change> worstFirst = changes.OrderByDescending(change => change.Alert.Level).ThenBy(change => change.Kind).ThenBy(change => change.Since);
        return new Notification
        {
            Id = id,
            Route = route.Name,
            Notifier = route.Notifier,
            At = now.Wall,
            Items = [.. worstFirst.Take(Notification.MostItems).Select(change => new NotificationItem(change.Kind, change.Alert, change.Text))],
            More = Math.Max(0, changes.Count - Notification.MostItems),
            Note = notes.Count == 0 ? null : string.Join(' ', notes),
        };
    }

    private static MonotonicTime Earlier(MonotonicTime? one, MonotonicTime other) => one is { } known && known <= other ? known : other;

    private sealed record Change(NotificationKind Kind, Alert Alert, string Text, MonotonicTime Since);
}
