using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Guardian.Hosting;

/// <summary>Carries a node inside a .NET host.</summary>
/// <param name="builder">What the program said.</param>
/// <param name="logs">The host's log.</param>
/// <remarks>A host that fails to start does not stop what it has started, it only disposes it; that stops the workers too.</remarks>
public sealed partial class GuardianService(GuardianBuilder builder, ILoggerFactory logs) : IHostedService, IAsyncDisposable
{
    private GuardianNode? _node;

    /// <summary>The running node.</summary>
    /// <exception cref="InvalidOperationException">The host has not started it yet, or has stopped it.</exception>
    public GuardianNode Node => _node ?? throw new InvalidOperationException("the node does not run: it starts and stops with the host");

    /// <inheritdoc />
    /// <exception cref="InvalidOperationException">There are no ports, or the configuration has problems; the message lists them all.</exception>
    /// <exception cref="IOException">The data directory cannot be used, or another node uses it.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        (GuardianNodeSetup setup, ConfigurationReading.Good reading) = builder.Build(logs, TimeProvider.System);
        ILogger log = logs.CreateLogger("Guardian");
        foreach (string missing in reading.Warnings)
        {
            LogMissing(log, missing);
        }

        try
        {
            _node = await GuardianNode.StartAsync(setup, reading.Options, cancellationToken).ConfigureAwait(false);
            await _node.Ready.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc />
    /// <remarks>Takes up to <c>guardian.node.stop-timeout</c>, whatever time the host gives: a worker left half stopped would be worse.</remarks>
    public Task StopAsync(CancellationToken cancellationToken) => DisposeAsync().AsTask();

    /// <summary>Stops the workers in order, then the node; nothing when it does not run.</summary>
    /// <returns>When no process is left.</returns>
    public async ValueTask DisposeAsync()
    {
        if (_node is { } node)
        {
            _node = null;
            await node.DisposeAsync().ConfigureAwait(false);
        }

        builder.Release();
    }

    [LoggerMessage(2421, LogLevel.Error, "A worker cannot run as it is defined: {Problem}")]
    private static partial void LogMissing(ILogger log, string problem);
}
