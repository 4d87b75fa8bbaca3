using System.Globalization;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;

namespace Guardian.Node.Logging;

/// <summary>Where the node's own log goes: standard error, a bounded file under the data directory, and memory for the shell.</summary>
internal static class NodeLogging
{
    private const long FileSize = 10 * 1024 * 1024;
    private const int FilesKept = 5;

    /// <summary>Builds the logging of one node.</summary>
    /// <param name="data">Data directory.</param>
    /// <param name="level">Lowest level written.</param>
    /// <param name="memory">Lines kept for the shell.</param>
    /// <returns>The factory; disposing it writes out what is buffered.</returns>
    public static ILoggerFactory Create(string data, LogLevel level, NodeLog memory)
    {
        LoggingLevelSwitch levels = new(LevelConvert.ToSerilogLevel(level));
        Logger logger = new LoggerConfiguration()
            .MinimumLevel.ControlledBy(levels)
            // The web server's word on every request is noise in a supervisor's log.
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .WriteTo.Console(
                outputTemplate: NodeLog.Template,
                standardErrorFromLevel: LogEventLevel.Verbose,
                formatProvider: CultureInfo.InvariantCulture,
                theme: Serilog.Sinks.SystemConsole.Themes.ConsoleTheme.None)
            .WriteTo.File(
                Path.Combine(data, "logs", "node.log"),
                outputTemplate: NodeLog.Template,
                formatProvider: CultureInfo.InvariantCulture,
                fileSizeLimitBytes: FileSize,
                rollOnFileSizeLimit: true,
                retainedFileCountLimit: FilesKept)
            .WriteTo.Sink(memory)
            .CreateLogger();
        return new SerilogLoggerFactory(logger, dispose: true);
    }
}
