namespace Guardian.Actors;

/// <summary>Finds out that an actor has received nothing for a time.</summary>
/// <remarks>
/// The time counts from the receipt of the last message, or from the end of its handler when that was asynchronous. Akka.NET counts from
/// the end of every handler; but then a test that has seen the answer of an actor could move its clock before the actor has noted it.
/// Activity only writes a time stamp; the timer looks at it when it rings and, when there was some, sets itself for the rest. So a busy
/// actor pays one reading of the clock per message instead of moving a timer.
/// </remarks>
internal sealed class ReceiveTimeoutTimer(ActorCell cell, TimeSpan timeout) : ScheduledItem(null), IAutoReceivedMessage
{
    private readonly LocalActorRef _self = cell.SelfRef;
    private long _lastActivity; // only on the actor's turn

    public TimeSpan Timeout => timeout;

    private TimeProvider Clock => cell.SystemImpl.TimeProvider;

    public void Start()
    {
        Touch();
        cell.SystemImpl.ActorScheduler.Add(this, timeout);
    }

    public void Touch() => _lastActivity = Clock.GetTimestamp();

    /// <summary>Judges a ring on the actor's turn, and sets the timer again.</summary>
    /// <returns>Whether the actor is to be told.</returns>
    public bool IsDue()
    {
        TimeSpan idle = Clock.GetElapsedTime(_lastActivity);
        if (idle >= timeout)
        {
            Start();
            return true;
        }

        cell.SystemImpl.ActorScheduler.Add(this, timeout - idle);
        return false;
    }

    public override void Fire() => _self.TellFromRuntime(this, null);
}
