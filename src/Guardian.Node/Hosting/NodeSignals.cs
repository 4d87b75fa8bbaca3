using System.Runtime.InteropServices;

namespace Guardian.Node.Hosting;

/// <summary>Turns SIGTERM, SIGINT and a request through the API into one orderly stop.</summary>
internal sealed class NodeSignals : IDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly PosixSignalRegistration _terminate;
    private readonly PosixSignalRegistration _interrupt;

    public NodeSignals(CancellationToken cancelled)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancelled);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle);
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle);
    }

    /// <summary>Cancelled when the node is to stop.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Asks for the stop.</summary>
    public void Request() => _stop.Cancel();

    public void Dispose()
    {
        _terminate.Dispose();
        _interrupt.Dispose();
        _stop.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true; // not at once: the workers come first
        Request();
    }
}
