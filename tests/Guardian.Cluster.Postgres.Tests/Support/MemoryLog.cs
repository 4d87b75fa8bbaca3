using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Guardian.Cluster.Postgres.Tests.Support;

/// <summary>Keeps everything that is logged, exceptions included.</summary>
internal sealed class MemoryLog : ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    internal IReadOnlyCollection<string> Lines => _lines;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue($"{eventId.Id} {logLevel} {formatter(state, exception)} {exception}");
}
