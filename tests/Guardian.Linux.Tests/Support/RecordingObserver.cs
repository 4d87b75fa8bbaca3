using System.Collections.Concurrent;
using Guardian.Workers;

namespace Guardian.Linux.Tests.Support;

/// <summary>Keeps what a slot tells, for a test that waits for it.</summary>
public sealed class RecordingObserver : ISlotObserver
{
    private readonly BlockingCollection<(long Incarnation, ExitStatus Status)> _exits = [];
    private readonly BlockingCollection<NotifyMessage> _messages = [];
    private readonly ConcurrentQueue<string> _order = new();

    public int UntakenExits => _exits.Count;

    public int UntakenMessages => _messages.Count;

    /// <summary>"notified" and "exited" in the order they were told.</summary>
    public IReadOnlyList<string> Order => [.. _order];

    public void Exited(long incarnation, ExitStatus status)
    {
        _order.Enqueue("exited");
        _exits.Add((incarnation, status));
    }

    public void Notified(NotifyMessage message)
    {
        _order.Enqueue("notified");
        _messages.Add(message);
    }

    public (long Incarnation, ExitStatus Status) NextExit() =>
        _exits.TryTake(out (long, ExitStatus) exit, Patience.Time) ? exit : throw Patience.Over("the main process to end");

    public NotifyMessage NextMessage() =>
        _messages.TryTake(out NotifyMessage? message, Patience.Time) ? message : throw Patience.Over("a notification");
}
