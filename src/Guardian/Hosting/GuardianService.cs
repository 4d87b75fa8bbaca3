using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Guardian.Hosting;

/// <summary>Carries a node inside a .NET host.</summary>
/// <param name="builder">What the program said.</param>
/// <param name="logs">The host's log.</param>
public sealed class GuardianService(GuardianBuilder builder, ILoggerFactory logs) : IHostedService
{
    private GuardianNode? _node;

    /// <summary>The running node.</summary>
    /// <exception cref="InvalidOperationException">The host has not started it yet, or has stopped it.</exception>
    public GuardianNode Node => _node ?? throw new InvalidOperationException("the node does not run: it starts and stops with the host");

    /// <inheritdoc />
    /// <exception cref="InvalidOperationException">The configuration has problems; the message lists them all.</exception>
    /// <exception cref="IOException">The data directory cannot be used, or another node uses it.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        (GuardianNodeSetup setup, GuardianOptions options) = builder.Build(logs, TimeProvider.System);
        _node = await GuardianNode.StartAsync(setup, options, cancellationToken).ConfigureAwait(false);
        await _node.Ready.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_node is { } node)
        {
            _node = null;
            await node.DisposeAsync().ConfigureAwait(false);
        }

        builder.Release();
    }
}
