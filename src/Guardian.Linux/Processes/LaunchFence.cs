using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Guardian.Linux.Guarding;
using Guardian.Workers;

namespace Guardian.Linux.Processes;

/// <summary>The last step of a launch that has a latest moment: a shell that looks at the boot clock and executes the command, or ends with 75.</summary>
/// <remarks>
/// <para>The shell stands innermost, behind all other tools, in the very process that becomes the worker: whatever was stopped before (the
/// node, the new process, the whole server asleep), it looks afterwards. It runs builtins only and starts no further process. What is left
/// between its look and the kernel's exec are a few instructions of the same process, which by then carries the worker's marks and is found
/// by the guard.</para>
/// <para><c>/proc/uptime</c> shows CLOCK_BOOTTIME cut to hundredths, so the true time lies less than a hundredth after what is read. The command
/// is executed only when even that moment is not after the latest one.</para>
/// <para>The worker's environment stays as it is. Shells set PWD and some others; these are set back. dash drops variables whose names
/// are no shell names (<c>a.b</c>), so for them bash is taken, which hands everything on (and may add <c>SHLVL</c>).</para>
/// </remarks>
internal static partial class LaunchFence
{
    /// <summary>EX_TEMPFAIL of sysexits.h: it was too late.</summary>
    public const int TooLate = 75;

    private const string Uptime = "/proc/uptime";
    private const long TicksPerHundredth = TimeSpan.TicksPerSecond / 100;

    // What shells set by themselves at their start, whatever the environment says.
    private static readonly string[] s_shellsOwn = ["PWD", "OLDPWD", "IFS"];

    /// <summary>Whether the plain shell would not hand on one of the variables.</summary>
    public static bool NeedsBash(LaunchSpec spec) => spec.Environment.Keys.Any(name => !ShellName().IsMatch(name));

    /// <summary>What stands before the command.</summary>
    /// <param name="spec">What to run.</param>
    /// <param name="shell">Absolute path of sh or bash.</param>
    /// <param name="notAfter">The latest moment, on <see cref="BootClock"/>.</param>
    public static string[] Before(LaunchSpec spec, string shell, TimeSpan notAfter)
    {
        string[] posix = Path.GetFileName(shell) == "bash" ? ["--posix"] : []; // else it would run what BASH_ENV names
        long hundredths = notAfter.Ticks / TicksPerHundredth;
        return [shell, .. posix, "-c", Script(spec), "sh", hundredths.ToString(CultureInfo.InvariantCulture)];
    }

    /// <summary>Says no when the shell would read another clock than the node: some containers (lxcfs) show a <c>/proc/uptime</c> of their own.</summary>
    /// <exception cref="LaunchException">It differs, or cannot be read (<see cref="LaunchProblem.NotExecutable"/>).</exception>
    public static void CheckClock()
    {
        TimeSpan before = BootClock.Instance.SinceBoot;
        TimeSpan shown = ReadUptime();
        TimeSpan after = BootClock.Instance.SinceBoot;
        if (shown + TimeSpan.FromTicks(TicksPerHundredth) < before || shown > after)
        {
            throw new LaunchException(
                LaunchProblem.NotExecutable,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Uptime} shows {shown.TotalSeconds:0.00} s while CLOCK_BOOTTIME is at {after.TotalSeconds:0.00} s, so a floating worker could not tell when its lease ends; in a container, leave {Uptime} to the kernel (lxcfs)"));
        }
    }

    /// <summary>The shell's program. Its arguments are the latest moment in hundredths of a second, then the command.</summary>
    internal static string Script(LaunchSpec spec)
    {
        StringBuilder script = new();
        script.Append("read -r GUARDIAN_NOW GUARDIAN_IDLE < /proc/uptime && ");
        // "123.45" without its point is a number of hundredths; one less than the latest moment is the last that lies before it entirely.
        script.Append("[ \"${GUARDIAN_NOW%.*}${GUARDIAN_NOW#*.}\" -lt \"$1\" ] || exit 75; shift; ");
        foreach (string name in s_shellsOwn)
        {
            if (spec.Environment.TryGetValue(name, out string? value)) { script.Append(CultureInfo.InvariantCulture, $"{name}={Quote(value)}; "); }
            else { script.Append(CultureInfo.InvariantCulture, $"unset -v {name}; "); }
        }

        return script.Append("exec \"$@\"").ToString();
    }

    private static TimeSpan ReadUptime()
    {
        try
        {
            string text = File.ReadAllText(Uptime).Split(' ')[0];
            return TimeSpan.FromTicks((long)(decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * TimeSpan.TicksPerSecond));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new LaunchException(LaunchProblem.NotExecutable, $"a floating worker needs {Uptime}: {unreadable.Message}");
        }
    }

    private static string Quote(string value) => $"'{value.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex ShellName();
}
