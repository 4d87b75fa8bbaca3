using System.Runtime.InteropServices;
using Guardian.Shell.Interactive;

namespace Guardian.Shell;

/// <summary>Everything that <c>pbm</c> takes from outside: streams, terminal, clock, environment variables, interrupts.</summary>
/// <remarks>A test, or another program that runs shell commands, gives its own; <see cref="ForConsole"/> is the real one.</remarks>
public sealed record PbmEnvironment
{
    /// <summary>Standard output. Answers are written as bytes, unchanged.</summary>
    public required Stream Output { get; init; }

    /// <summary>Standard error: problems and usage.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Opens standard input: commands line by line when it is no terminal.</summary>
    /// <remarks>Asked for only when it is read, as opening it on a terminal costs more than most commands.</remarks>
    public required Func<TextReader> Input { get; init; }

    /// <summary>The terminal, or null when output does not go to one.</summary>
    public IPbmTerminal? Terminal { get; init; }

    /// <summary>Whether a person types: standard input is a terminal too.</summary>
    public bool InputIsTerminal { get; init; }

    /// <summary>Clock of relative times and of intervals.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Reads an environment variable; null when it is not set.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>Calls back on Ctrl-C (SIGINT) instead of ending the process, until disposed.</summary>
    public required Func<Action, IDisposable> OnInterrupt { get; init; }

    /// <summary>Whether colour and drawing are wanted: a terminal that can, and no <c>NO_COLOR</c>.</summary>
    public bool Rich => Terminal is not null && string.IsNullOrEmpty(Variable("NO_COLOR"));

    /// <summary>The environment of this process.</summary>
    public static PbmEnvironment ForConsole()
    {
        // A terminal that knows no cursor movements is treated like a pipe.
        bool terminal = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is { Length: > 0 } name && name != "dumb";
        return new PbmEnvironment
        {
            Output = OpenOutput(),
            Error = Console.Error,
            Input = () => Console.In,
            Terminal = terminal ? new ConsoleTerminal() : null,
            InputIsTerminal = !Console.IsInputRedirected,
            Time = TimeProvider.System,
            Variable = Environment.GetEnvironmentVariable,
            OnInterrupt = action => PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
            {
                signal.Cancel = true;
                action();
            }),
        };
    }

    /// <summary>
    /// The console's stream hides a reader that went away, so that <c>pbm log tail | head</c> would never end; a file stream tells.
    /// A file, on the other hand, needs the console's stream: a file stream would write at its own offset, over what others write there.
    /// </summary>
    private static Stream OpenOutput()
    {
        if (Console.IsOutputRedirected && !OperatingSystem.IsWindows())
        {
            FileStream direct = new(new Microsoft.Win32.SafeHandles.SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            if (!direct.CanSeek)
            {
                return direct;
            }
        }

        return Console.OpenStandardOutput();
    }
}
