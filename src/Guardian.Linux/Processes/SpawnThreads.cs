using System.Collections.Concurrent;

namespace Guardian.Linux.Processes;

/// <summary>A few threads of their own on which child processes are created once there are many.</summary>
/// <remarks>
/// The kernel lists children by the thread that made them, and gives the orphans that a subreaper inherits, as well as the
/// children of threads that end, to its main thread. Because these threads live as long as the control, the main thread's list
/// holds orphans and nothing else worth mentioning, and "did the crashed process leave anything behind?" costs microseconds
/// instead of a walk over a thousand children.
/// </remarks>
internal sealed class SpawnThreads : IDisposable
{
    private readonly BlockingCollection<Request> _requests = [];

    /// <summary>Starts the threads.</summary>
    /// <param name="count">1 or more.</param>
    public SpawnThreads(int count)
    {
        for (int i = 0; i < count; i++)
        {
            new Thread(Work) { Name = "guardian-spawn", IsBackground = true }.Start();
        }
    }

    /// <summary>Runs the work on one of the threads and waits for it.</summary>
    /// <exception cref="ObjectDisposedException">The control is disposed.</exception>
    public void Run(Action work)
    {
        using Request request = new(work);
        try
        {
            _requests.Add(request);
        }
        catch (InvalidOperationException) // completed for adding
        {
            throw new ObjectDisposedException(nameof(LinuxProcessControl));
        }

        request.Done.Wait(); // no longer than creating the process on this thread would take
        if (request.Failure is { } failure) { throw new InvalidOperationException("A process could not be created.", failure); }
    }

    /// <summary>Lets the threads end when they have done what was asked of them.</summary>
    public void Dispose() => _requests.CompleteAdding();

    private void Work()
    {
        foreach (Request request in _requests.GetConsumingEnumerable())
        {
#pragma warning disable CA1031 // whatever it was belongs to the caller, which rethrows it
            try { request.Work(); }
            catch (Exception failure) { request.Failure = failure; }
#pragma warning restore CA1031
            request.Done.Set();
        }
    }

    private sealed class Request(Action work) : IDisposable
    {
        public Action Work { get; } = work;

        public ManualResetEventSlim Done { get; } = new(false, spinCount: 0);

        public Exception? Failure { get; set; }

        public void Dispose() => Done.Dispose();
    }
}
