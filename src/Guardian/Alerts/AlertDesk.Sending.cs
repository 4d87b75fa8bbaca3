using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Guardian.Alerts;

/// <content>Hands messages to the notifiers, one at a time to each, and tries again.</content>
public sealed partial class AlertDesk
{
    private sealed record Answered(Line Line, Notification Notification, NotifyResult Result);

    /// <summary>What goes out through one notifier.</summary>
    private sealed class Line(INotifier notifier)
    {
        public INotifier Notifier { get; } = notifier;
        public bool Busy { get; set; }
        public int Failures { get; set; } // in a row
        public MonotonicTime? PausedUntil { get; set; }
        public Dictionary<string, int> Tries { get; } = new(StringComparer.Ordinal); // of messages still queued
    }

    /// <summary>A notifier that does not keep to its own time limits is given up after this long.</summary>
    private static readonly TimeSpan LongestSend = TimeSpan.FromMinutes(15);

    private readonly HashSet<string> _sending = new(StringComparer.Ordinal); // ids, at most one for each notifier, old ones of a reload included
    private ImmutableDictionary<string, Line> _lines;

    private static ImmutableDictionary<string, Line> LinesOf(ImmutableArray<INotifier> notifiers) =>
        notifiers.ToImmutableDictionary(notifier => notifier.Name, notifier => new Line(notifier), StringComparer.Ordinal);

    private void SendNext()
    {
        if (_store is null && _problem is null)
        {
            return; // the store is being read: it may hold older messages
        }

        MonotonicTime now = _setup.Clock.Now;
        MonotonicTime? next = null;
        foreach (Line line in _lines.Values.Where(line => !line.Busy))
        {
            if (line.PausedUntil is { } until && until > now)
            {
                if (_board.Queue.Any(waiting => waiting.Notifier == line.Notifier.Name))
                {
                    next = next is { } known && known <= until ? known : until;
                }

                continue;
            }

            // Those tried least first, so that one that is always refused for now does not hold up the others; then oldest first.
            Notification? first = _board.Queue
                .Where(waiting => waiting.Notifier == line.Notifier.Name && !_sending.Contains(waiting.Id) && MaySend(waiting))
                .MinBy(waiting => line.Tries.GetValueOrDefault(waiting.Id));
            if (first is not null)
            {
                line.Busy = true;
                _sending.Add(first.Id);
                SendAsync(line.Notifier, first).PipeTo(
                    Self, Self, result => new Answered(line, first, result), why => new Answered(line, first, new NotifyResult.Retry(why.GetType().Name)));
            }
        }

        if (next is { } at)
        {
            Timers.StartSingleTimer(Tick.Send, Tick.Send, at - now);
        }
    }

    private async Task<NotifyResult> SendAsync(INotifier notifier, Notification notification)
    {
        using CancellationTokenSource deadline = new(LongestSend, _setup.Clock.Provider);

        // On the pool: a notifier that works before its first await must not hold the desk.
        return await Task.Run(() => notifier.SendAsync(notification, deadline.Token), deadline.Token)
            .WaitAsync(LongestSend, _setup.Clock.Provider, CancellationToken.None).ConfigureAwait(false);
    }

    private void OnAnswered(Answered answered)
    {
        Line line = answered.Line;
        line.Busy = false;
        string id = answered.Notification.Id;
        _sending.Remove(id);
        bool queued = _board.Queue.Any(waiting => waiting.Id == id); // it may have been dropped meanwhile
        switch (answered.Result)
        {
            case NotifyResult.Sent:
                Recover(line);
                if (queued)
                {
                    Happen(new AlertEvent.Sent(id));
                }

                break;
            case NotifyResult.Refused refused:
                Recover(line); // it answers, and will not take this one
                if (queued)
                {
                    Happen(new AlertEvent.Dropped(id, $"{line.Notifier.Name} refused it: {refused.Reason}"));
                }

                break;
            case NotifyResult.Retry retry:
                TimeSpan pause = AlertRules.RetryDelay(++line.Failures, retry.After);
                line.PausedUntil = _setup.Clock.Now + pause;
                line.Tries[id] = line.Tries.GetValueOrDefault(id) + 1;
                if (line.Failures == 1)
                {
                    LogTrouble(_log, line.Notifier.Name, retry.Reason, Wording.Duration(pause));
                }

                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }

        foreach (string gone in line.Tries.Keys.Where(tried => !_board.Queue.Exists(waiting => waiting.Id == tried)).ToArray())
        {
            line.Tries.Remove(gone);
        }

        GiveUp();
        WriteNext();
        SendNext();
    }

    private void Recover(Line line)
    {
        if (line.Failures > 0)
        {
            LogWorks(_log, line.Notifier.Name, line.Failures);
        }

        (line.Failures, line.PausedUntil) = (0, null);
    }

    [LoggerMessage(2807, LogLevel.Warning, "Notifier {Notifier} cannot send now: {Reason}; messages wait, and it is tried again in {Pause}")]
    private static partial void LogTrouble(ILogger log, string notifier, string reason, string pause);

    [LoggerMessage(2808, LogLevel.Information, "Notifier {Notifier} works again after {Failures} failures")]
    private static partial void LogWorks(ILogger log, string notifier, int failures);
}
