using System.Runtime.ExceptionServices;

namespace Guardian.Actors;

/// <summary>Asynchronous handlers: they hold the mailbox until they end, and run on the actor's turn only.</summary>
internal sealed partial class ActorCell
{
    private ActorSynchronizationContext? _handler; // the one that is under way; user messages wait for it

    /// <summary>Runs an asynchronous handler for the message being handled.</summary>
    internal void RunTask(Func<Task> handler)
    {
        ActorSynchronizationContext context = new(this, _self, _incarnation) { HandledMessage = _current };
        SynchronizationContext? outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(context);
        Task task;
        try
        {
            task = handler();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }

        if (task.IsCompletedSuccessfully)
        {
            return;
        }

        if (task.IsCompleted)
        {
            ExceptionDispatchInfo.Throw(FailureOf(task)!);
        }

        _handler = context;
        task.ContinueWith(
            static (ended, origin) => ((ActorSynchronizationContext)origin!).OnHandlerEnded(ended),
            context,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private static Exception? FailureOf(Task task) =>
        task.IsCanceled ? new TaskCanceledException(task) : task.Exception is { } failure ? failure.InnerException ?? failure : null;

    private void RunContinuation(SystemMessage.Continuation rest)
    {
        if (!rest.Origin.IsCurrent)
        {
            rest.Origin.RunDetached(rest);
            return;
        }

        SynchronizationContext? outer = SynchronizationContext.Current;
        MessageNode? before = _current;
        SynchronizationContext.SetSynchronizationContext(rest.Origin);
        _current = rest.Origin.HandledMessage; // Sender and Context are those of the message, after an await as before
        try
        {
            rest.Run();
            _current = before;
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

    private void EndHandler(SystemMessage.HandlerDone done)
    {
        if (!done.Origin.IsCurrent)
        {
            done.Origin.ReportDetached(done.Task);
            return;
        }

        if (ReferenceEquals(_handler, done.Origin))
        {
            _handler = null;
        }

        _receiveTimeout?.Touch();
        if (FailureOf(done.Task) is { } failure)
        {
            _current = done.Origin.HandledMessage;
            HandleInvokeFailure(failure);
        }
    }
}
