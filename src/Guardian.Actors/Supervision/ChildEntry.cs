namespace Guardian.Actors;

/// <summary>What a parent knows of one child: its reference, whether it is being stopped, and its restart window.</summary>
internal sealed class ChildEntry(LocalActorRef child)
{
    private int _restarts;
    private long _windowStart;
    private bool _windowOpen;

    public LocalActorRef Ref { get; } = child;

    /// <summary>Set once the parent has asked it to stop.</summary>
    public bool Stopping { get; set; }

    /// <summary>Akka's tumbling window: counts the restarts since the first failure of the window, not of the last time span.</summary>
    public bool RequestRestart(int maxRetries, TimeSpan? window, TimeProvider clock)
    {
        if (maxRetries == 0)
        {
            return false;
        }

        if (window is not { } span)
        {
            return maxRetries < 0 || ++_restarts <= maxRetries;
        }

        long now = clock.GetTimestamp();
        if (!_windowOpen)
        {
            _windowOpen = true;
            _windowStart = now;
        }

        if (clock.GetElapsedTime(_windowStart, now) <= span)
        {
            // A window without a number allows one restart, as in Akka.
            return ++_restarts <= (maxRetries < 0 ? 1 : maxRetries);
        }

        _restarts = 1;
        _windowStart = now;
        return true;
    }
}
