using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Guardian.Persistence.Sql.Tests.Contract;

/// <summary>What has been logged, in order.</summary>
internal sealed class LogLines : ILogger
{
    private readonly ConcurrentQueue<(int, string)> _lines = new();

    public (int Id, string Text)[] Lines => [.. _lines];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((eventId.Id, formatter(state, exception)));
}
