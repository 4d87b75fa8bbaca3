using Guardian.Workers;
using Guardian.Workers.Actors;
using Guardian.Workers.Records;
using Microsoft.Extensions.Logging;

namespace Guardian.Hosting;

/// <content>The orderly end of a node.</content>
public sealed partial class GuardianNode
{
    /// <summary>Stops every worker in order, keeps what is to be kept, and ends.</summary>
    /// <returns>When no process is left.</returns>
    public Task StopAsync() => _stopped ??= StopOnceAsync();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _reloading.Dispose();
    }

    private async Task StopOnceAsync()
    {
        // Before the workers go: an incident would take their end for a person's word. It goes on with the next start.
        _deliberation.Pause();
        // What floats goes to the others while the rest stops, not after it.
        Task leaving = _cluster?.LeaveAsync(_options.Node.StopTimeout) ?? Task.CompletedTask;
        try
        {
            await _fleet.Ask<FleetProtocol.AllQuiet>(FleetProtocol.ShutDownAll.Instance, _options.Node.StopTimeout).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            LogStopOverdue(_log, Wording.Duration(_options.Node.StopTimeout));
            await KillAllAsync().ConfigureAwait(false);
        }

        await leaving.ConfigureAwait(false);
        try
        {
            await _ports.Records.Ask<RecordKeeper.Flushed>(RecordKeeper.Flush.Instance, FlushTimeout).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            LogFlushOverdue(_log);
        }

        await _deliberation.FlushAsync().ConfigureAwait(false);
        if (_cluster is not null)
        {
            await _cluster.FlushAsync().ConfigureAwait(false);
        }

        await _system.Terminate().ConfigureAwait(false);
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync().ConfigureAwait(false);
        }

        if (_ports.Board.Journal is { } journal)
        {
            await journal.DisposeAsync().ConfigureAwait(false);
        }

        _data.Dispose();
    }

    private async Task KillAllAsync()
    {
        try
        {
            await _fleet.Ask<FleetProtocol.AllQuiet>(FleetProtocol.KillAll.Instance, KillTimeout).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            // Not even SIGKILL ended them: the kernel holds them, and a person should know which.
            foreach (MarkedProcess left in _setup.Processes.FindMarked(_setup.Address))
            {
                LogLeft(_log, left.Instance, left.Identity.Pid);
            }
        }
    }

    [LoggerMessage(2402, LogLevel.Error, "Not every worker has stopped within {Time} (node.stop-timeout); what is left is killed")]
    private static partial void LogStopOverdue(ILogger log, string time);

    [LoggerMessage(2403, LogLevel.Error, "{Instance} still runs as process {Pid}")]
    private static partial void LogLeft(ILogger log, string instance, int pid);

    [LoggerMessage(2404, LogLevel.Warning, "The last events could not be stored in time")]
    private static partial void LogFlushOverdue(ILogger log);
}
