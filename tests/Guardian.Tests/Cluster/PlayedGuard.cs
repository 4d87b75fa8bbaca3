using Guardian.Cluster;

namespace Guardian.Tests.Cluster;

/// <summary>A guard that remembers what it was told; the play kills by it.</summary>
internal sealed class PlayedGuard : ILeaseGuard
{
    public bool IsUp { get; set; } = true;

    public TimeSpan Until { get; private set; }

    public bool Extend(TimeSpan until)
    {
        Until = until;
        return IsUp;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
