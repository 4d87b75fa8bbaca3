namespace Guardian.Actors;

/// <summary>The sender of an Ask: the first message it is told completes a task, and it is gone.</summary>
internal sealed class FutureActorRef<T>(ActorSystemImpl system) : InternalActorRef
{
    private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ActorPath? _path; // few ever look at it
    private AskTimeout? _timeout;
    private CancellationTokenRegistration _cancellation;
    private List<InternalActorRef>? _watchers; // guarded by _result

    public override ActorPath Path => _path ?? Interlocked.CompareExchange(ref _path, system.NextTemporaryPath(), null) ?? _path;

    public override ActorSystemImpl SystemImpl => system;

    public override bool IsTerminated => _result.Task.IsCompleted;

    public Task<T> Task => _result.Task;

    /// <summary>Begins to wait; the question is sent after this.</summary>
    public void Start(object asked, TimeSpan? timeout, CancellationToken cancellation)
    {
        if (timeout is { } span && span != Timeout.InfiniteTimeSpan)
        {
            _timeout = new AskTimeout(this, asked, span);
            system.ActorScheduler.Add(_timeout, span);
        }

        if (cancellation.CanBeCanceled)
        {
            _cancellation = cancellation.UnsafeRegister(static (state, token) => ((FutureActorRef<T>)state!).Cancel(token), this);
            if (IsTerminated)
            {
                CleanUp(); // it was cancelled before it could be remembered
            }
        }
    }

    public override void SendSystem(SystemMessage message)
    {
        switch (message)
        {
            case SystemMessage.Watch watch:
                lock (_result)
                {
                    if (!IsTerminated)
                    {
                        (_watchers ??= []).Add(watch.Watcher);
                        return;
                    }
                }

                watch.Watcher.SendSystem(new SystemMessage.Death(this, existenceConfirmed: false));
                break;
            case SystemMessage.Unwatch unwatch:
                lock (_result)
                {
                    _watchers?.Remove(unwatch.Watcher);
                }

                break;
            case SystemMessage.Terminate:
                Cancel(CancellationToken.None);
                break;
            default:
                break; // it has no children and watches nobody
        }
    }

    protected override void TellInternal(object message, IActorRef? sender)
    {
        bool first = message switch
        {
            T answer => _result.TrySetResult(answer),
            Status.Failure failure => _result.TrySetException(
                failure.Cause ?? new TaskCanceledException("The actor answered with a failure that has no cause.")),
            _ => _result.TrySetException(new ArgumentException($"The answer is a {message.GetType()}, and a {typeof(T)} was asked for.")),
        };

        if (first)
        {
            CleanUp();
        }
        else if (!_result.Task.IsCanceled)
        {
            system.PublishDeadLetter(message, sender, this);
        }
    }

    private void Cancel(CancellationToken token)
    {
        if (_result.TrySetCanceled(token))
        {
            CleanUp();
        }
    }

    private void CleanUp()
    {
        _timeout?.Cancel();
        _cancellation.Dispose();
        List<InternalActorRef>? watchers;
        lock (_result)
        {
            watchers = _watchers;
            _watchers = null;
        }

        foreach (InternalActorRef watcher in watchers ?? [])
        {
            watcher.SendSystem(new SystemMessage.Death(this, existenceConfirmed: true));
        }
    }

    private sealed class AskTimeout(FutureActorRef<T> future, object asked, TimeSpan span) : ScheduledItem(null)
    {
        public override void Fire()
        {
            if (future._result.TrySetException(new AskTimeoutException($"{asked} did not answer within {span}.")))
            {
                future.CleanUp();
            }
        }
    }
}
