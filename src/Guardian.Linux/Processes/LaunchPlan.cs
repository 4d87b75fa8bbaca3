using System.Globalization;
using Guardian.Linux.Interop;
using Guardian.Workers;
using static Guardian.Linux.Interop.Constants;

namespace Guardian.Linux.Processes;

/// <summary>A launch with everything looked up: what exec is given.</summary>
/// <param name="Program">Absolute path of the file to execute; of the outermost tool when tools stand in front.</param>
/// <param name="Arguments">argv.</param>
/// <param name="Environment">NAME=VALUE entries.</param>
/// <param name="Directory">Working directory.</param>
/// <param name="Command">Absolute path of the worker's own program.</param>
/// <param name="Account">Account it will run as, or null for the node's own.</param>
internal sealed record LaunchPlan(
    string Program,
    string[] Arguments,
    string[] Environment,
    string Directory,
    string Command,
    UserAccount? Account)
{
    // Tools of util-linux and coreutils are looked up where distributions put them, not in the worker's PATH, which may hold anything.
    private const string ToolPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>Looks everything up and puts the tools in front that user, limits, niceness and umask need; each of them execs, so the pid stays.</summary>
    /// <param name="spec">What to run.</param>
    /// <param name="additions">Variables added to the environment, over those of the spec.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="LaunchException">Something is missing or not allowed.</exception>
    public static LaunchPlan Make(LaunchSpec spec, params ReadOnlySpan<(string Name, string Value)> additions)
    {
        if (spec.Command.IsDefaultOrEmpty) { throw new LaunchException(LaunchProblem.CommandNotFound, "the command is empty"); }
        RejectNul(spec);
        CheckDirectory(spec.Directory);
        string command = CommandLookup.Resolve(spec.Command[0], spec.Directory, spec.Environment.GetValueOrDefault("PATH"));
        UserAccount? account = spec.User is null ? null : UserAccount.Find(spec.User);
        if (account is not null && account.User == Libc.EffectiveUser()) { account = null; }
        if (account is not null && Libc.EffectiveUser() != 0)
        {
            throw new LaunchException(
                LaunchProblem.User,
                $"the node runs as user number {Libc.EffectiveUser()} and may not become '{spec.User}': run the node as root, or leave 'user' out");
        }

        List<string> front = ToolsInFront(spec, account);
        string[] fence = Fence(spec);
        // Behind the fence's shell the command finds itself as it does without tools, so that it keeps its name.
        bool keepsName = fence.Length > 0 ? !spec.Command[0].StartsWith('-') : front.Count == 0;
        front.AddRange(fence);
        string[] arguments = [.. front, keepsName ? spec.Command[0] : command, .. spec.Command.AsSpan()[1..]];
        // Behind a tool a bad format would only show as the tool's exit code 126, so it is looked for here.
        if (front.Count > 0 && CommandLookup.CheckFormat(command) is { } problem) { throw problem; }
        return new LaunchPlan(
            front.Count == 0 ? command : front[0], arguments, EnvironmentOf(spec, additions), spec.Directory, command, account);
    }

    private static List<string> ToolsInFront(LaunchSpec spec, UserAccount? account)
    {
        List<string> front = [];
        if (spec.Umask is { } umask)
        {
            string mask = Convert.ToString(umask & 0x1ff, 8);
            front.AddRange([Tool("sh", "umask", LaunchProblem.NotExecutable), "-c", $"umask {mask}; exec \"$@\"", "sh"]);
        }

        if (spec.Nice is { } nice)
        {
            front.AddRange([Tool("nice", "nice", LaunchProblem.NotExecutable), "-n", nice.ToString(CultureInfo.InvariantCulture)]);
        }

        if (!spec.Limits.IsEmpty)
        {
            front.Add(Tool("prlimit", "limits", LaunchProblem.NotExecutable));
            front.AddRange(spec.Limits.OrderBy(limit => limit.Key, StringComparer.Ordinal).Select(limit => $"--{limit.Key}={limit.Value}"));
        }

        if (account is not null)
        {
            string user = account.User.ToString(CultureInfo.InvariantCulture);
            string group = account.Group.ToString(CultureInfo.InvariantCulture);
            string groups = account.IsListed ? "--init-groups" : "--clear-groups";
            front.AddRange([Tool("setpriv", "user", LaunchProblem.User), "--reuid", user, "--regid", group, groups]);
        }

        return front;
    }

    private static string[] Fence(LaunchSpec spec)
    {
        if (spec.NotAfter is not { } notAfter) { return []; }
        LaunchFence.CheckClock();
        string shell = LaunchFence.NeedsBash(spec) ? "bash" : "sh";
        return LaunchFence.Before(spec, Tool(shell, "placement", LaunchProblem.NotExecutable), notAfter);
    }

    private static string Tool(string name, string setting, LaunchProblem problem)
    {
        try
        {
            return CommandLookup.Resolve(name, "/", ToolPath);
        }
        catch (LaunchException missing)
        {
            throw new LaunchException(problem, $"the setting '{setting}' needs the program {name}(1): {missing.Message}");
        }
    }

    private static void CheckDirectory(string directory)
    {
        if (!Path.IsPathFullyQualified(directory))
        {
            throw new LaunchException(LaunchProblem.Directory, $"directory '{directory}' is not an absolute path");
        }

        if (!System.IO.Directory.Exists(directory))
        {
            string what = File.Exists(directory) ? "is not a directory" : "does not exist";
            throw new LaunchException(LaunchProblem.Directory, $"directory '{directory}' {what}");
        }

        if (Libc.Access(directory, X_OK) != 0)
        {
            throw new LaunchException(LaunchProblem.Directory, $"directory '{directory}' may not be entered: {Errno.Describe(Errno.Last)}");
        }
    }

    private static void RejectNul(LaunchSpec spec)
    {
        foreach (string argument in spec.Command)
        {
            if (argument.Contains('\0', StringComparison.Ordinal))
            {
                throw new LaunchException(LaunchProblem.NotExecutable, $"an argument of '{spec.Command[0]}' contains a NUL character");
            }
        }

        foreach ((string name, string value) in spec.Environment)
        {
            if (name.Length == 0 || name.AsSpan().ContainsAny('=', '\0') || value.Contains('\0', StringComparison.Ordinal))
            {
                throw new LaunchException(LaunchProblem.NotExecutable, $"environment variable '{name}' has a name or value that exec does not take");
            }
        }
    }

    private static string[] EnvironmentOf(LaunchSpec spec, ReadOnlySpan<(string Name, string Value)> additions)
    {
        List<string> entries = new(spec.Environment.Count + additions.Length);
        foreach ((string name, string value) in spec.Environment)
        {
            if (name != NodeProcess.Variable && !IsAdded(name, additions)) { entries.Add($"{name}={value}"); }
        }

        foreach ((string name, string value) in additions) { entries.Add($"{name}={value}"); }
        if (spec.Environment.ContainsKey(NodeProcess.TokenVariable)) { entries.Add($"{NodeProcess.Variable}={NodeProcess.Current}"); }
        return [.. entries];
    }

    private static bool IsAdded(string name, ReadOnlySpan<(string Name, string Value)> additions)
    {
        foreach ((string added, _) in additions)
        {
            if (added == name) { return true; }
        }

        return false;
    }
}
