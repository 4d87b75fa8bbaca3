using System.Threading.Channels;

namespace Guardian.Cluster.Postgres.Tests.Support;

/// <summary>Hears what a store calls, and waits for it.</summary>
internal sealed class Listener : IDisposable
{
    private readonly Channel<ClusterSignal> _heard = Channel.CreateUnbounded<ClusterSignal>();
    private readonly IDisposable _listening;

    internal Listener(PostgresClusterStore store, string node) => _listening = store.Listen(node, signal => _heard.Writer.TryWrite(signal));

    /// <summary>Signals that have not been waited for.</summary>
    internal int Waiting => _heard.Reader.Count;

    /// <summary>Waits for the next signal.</summary>
    internal async Task<ClusterSignal> NextAsync() => await _heard.Reader.ReadAsync().AsTask().WaitAsync(Scene.Patience);

    /// <summary>Waits for a signal; others are passed over.</summary>
    internal async Task UntilAsync(ClusterSignal signal)
    {
        while (await NextAsync() != signal)
        {
        }
    }

    public void Dispose() => _listening.Dispose();
}
