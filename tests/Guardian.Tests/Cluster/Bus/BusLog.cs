using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using LogLevel = Microsoft.Extensions.Logging.LogLevel; // the actor runtime has one too

namespace Guardian.Tests.Cluster.Bus;

/// <summary>What has been logged, in order.</summary>
internal sealed class BusLog : ILogger
{
    private readonly ConcurrentQueue<(int Id, string Text)> _lines = new();

    public int[] Ids => [.. _lines.Select(line => line.Id)];

    public string[] Texts => [.. _lines.Select(line => line.Text)];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((eventId.Id, formatter(state, exception)));
}
