using Microsoft.Extensions.Logging;

namespace Guardian.Cluster.Postgres;

/// <summary>What was given up and ends by itself some time: calls without an answer, connections that say goodbye.</summary>
/// <remarks>
/// The driver cannot be made to let go of a connection at once: closing it waits for the call's end, cancelling opens a second connection and waits
/// for the server. So it is left to itself until the server answers or the kernel gives the connection up.
/// </remarks>
internal sealed partial class Leftovers(string database, ILogger log)
{
    /// <summary>Each holds some 20 kB; only a network that swallows all for hours, but lets connections through, gets there.</summary>
    private const int Most = 256;

    private int _count; // Interlocked

    /// <summary>Whether nothing may be added before something ends.</summary>
    internal bool IsFull => Volatile.Read(ref _count) >= Most;

    /// <summary>Closes something aside, without anybody waiting for it.</summary>
    /// <param name="closeAsync">Waits for the end of it and closes it.</param>
    internal void Add(Func<Task> closeAsync)
    {
        Interlocked.Increment(ref _count);
        _ = Task.Run(async () =>
        {
            try
            {
                await closeAsync().ConfigureAwait(false);
            }
            catch (Exception late) when (ClusterErrors.IsOfDatabase(late) || late is OperationCanceledException or ClusterUnavailableException)
            {
                LogLate(log, database, late.Message);
            }
            finally
            {
                Interlocked.Decrement(ref _count);
            }
        });
    }

    [LoggerMessage(6202, LogLevel.Debug, "What was given up at {Database} has ended: {Reason}")]
    private static partial void LogLate(ILogger log, string database, string reason);
}
