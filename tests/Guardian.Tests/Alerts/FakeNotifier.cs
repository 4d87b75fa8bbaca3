using System.Collections.Concurrent;
using Guardian.Alerts;

namespace Guardian.Tests.Alerts;

/// <summary>A receiver of messages that takes, refuses or holds them as a test tells it.</summary>
internal sealed class FakeNotifier(string name) : INotifier
{
    private readonly BlockingCollection<Notification> _tries = [];

    public string Name => name;

    /// <summary>What the next tries give.</summary>
    public Func<Notification, Task<NotifyResult>> Answer { get; set; } = _ => Task.FromResult<NotifyResult>(new NotifyResult.Sent());

    /// <summary>Tries that nobody has expected yet.</summary>
    public int Unexpected => _tries.Count;

    public Task<NotifyResult> SendAsync(Notification notification, CancellationToken stop)
    {
        Task<NotifyResult> answer = Answer(notification);
        _tries.Add(notification, stop);
        return answer;
    }

    public Notification Expect(string what) =>
        _tries.TryTake(out Notification? tried, TimeSpan.FromSeconds(20)) ? tried : throw new TimeoutException($"{name}: no try within 20 s: {what}");
}
