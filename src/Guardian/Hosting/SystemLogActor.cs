using Microsoft.Extensions.Logging;

namespace Guardian.Hosting;

/// <summary>Carries the actor runtime's own words (failed actors, trouble while stopping) into the log.</summary>
internal sealed partial class SystemLogActor : ReceiveActor
{
    private readonly ILogger _log;

    public SystemLogActor(ILogger log)
    {
        _log = log;
        Receive<Error>(error => LogError(_log, error.Cause, error.LogSource, $"{error.Message}"));
        Receive<Warning>(warning => LogWarning(_log, warning.LogSource, $"{warning.Message}"));
        Receive<UnhandledMessage>(unhandled => LogUnhandled(_log, $"{unhandled.Recipient}", unhandled.Message.GetType().Name));
    }

    public static Props Props(ILogger log) => ActorProps.Create(() => new SystemLogActor(log));

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(Error));
        Context.System.EventStream.Subscribe(Self, typeof(Warning));
        Context.System.EventStream.Subscribe(Self, typeof(UnhandledMessage));
    }

    [LoggerMessage(1001, LogLevel.Error, "{Source}: {Text}")]
    private static partial void LogError(ILogger log, Exception? cause, string source, string text);

    [LoggerMessage(1002, LogLevel.Warning, "{Source}: {Text}")]
    private static partial void LogWarning(ILogger log, string source, string text);

    [LoggerMessage(1003, LogLevel.Debug, "{Recipient} did not expect {Type} now")]
    private static partial void LogUnhandled(ILogger log, string recipient, string type);
}
