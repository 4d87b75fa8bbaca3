using System.Collections.Frozen;

namespace Guardian.Workers;

/// <summary>Signal names and numbers of Linux on x86-64 and arm64 (signal(7)).</summary>
public static class Signals
{
    /// <summary>SIGHUP.</summary>
    public const int Hangup = 1;

    /// <summary>SIGINT.</summary>
    public const int Interrupt = 2;

    /// <summary>SIGABRT, which leaves a core dump where those are allowed.</summary>
    public const int Abort = 6;

    /// <summary>SIGKILL.</summary>
    public const int Kill = 9;

    /// <summary>SIGTERM.</summary>
    public const int Terminate = 15;

    private static readonly FrozenDictionary<string, int> Numbers = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase)
    {
        ["SIGHUP"] = 1, ["SIGINT"] = 2, ["SIGQUIT"] = 3, ["SIGILL"] = 4, ["SIGTRAP"] = 5, ["SIGABRT"] = 6, ["SIGBUS"] = 7,
        ["SIGFPE"] = 8, ["SIGKILL"] = 9, ["SIGUSR1"] = 10, ["SIGSEGV"] = 11, ["SIGUSR2"] = 12, ["SIGPIPE"] = 13, ["SIGALRM"] = 14,
        ["SIGTERM"] = 15, ["SIGSTKFLT"] = 16, ["SIGCHLD"] = 17, ["SIGCONT"] = 18, ["SIGSTOP"] = 19, ["SIGTSTP"] = 20, ["SIGTTIN"] = 21,
        ["SIGTTOU"] = 22, ["SIGURG"] = 23, ["SIGXCPU"] = 24, ["SIGXFSZ"] = 25, ["SIGVTALRM"] = 26, ["SIGPROF"] = 27, ["SIGWINCH"] = 28,
        ["SIGIO"] = 29, ["SIGPWR"] = 30, ["SIGSYS"] = 31,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<int, string> Names = Numbers.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

    /// <summary>Every name this type knows, for error messages and completion.</summary>
    public static IEnumerable<string> AllNames => Numbers.Keys.Order(StringComparer.Ordinal);

    /// <summary>The name of a signal, or its number in words when it has none here (real-time signals).</summary>
    /// <param name="signal">Signal number.</param>
    /// <returns>For example <c>SIGTERM</c>.</returns>
    public static string Name(int signal) => Names.TryGetValue(signal, out string? name) ? name : $"signal {signal}";

    /// <summary>Reads a signal given as <c>SIGTERM</c>, <c>TERM</c> or <c>15</c>.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="signal">The number, when it is one.</param>
    /// <returns>True when <paramref name="text"/> names a signal from 1 to 64.</returns>
    public static bool TryParse(string text, out int signal) =>
        Numbers.TryGetValue(text, out signal)
        || Numbers.TryGetValue("SIG" + text, out signal)
        || (int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out signal) && signal is >= 1 and <= 64);
}
