using System.CommandLine;
using Guardian.Shell;

namespace Guardian.Node.Commands;

/// <summary><c>guardian status | history | strategies | alerts | recover</c>: the same as commands of <c>pbm</c>, on the node of a data directory.</summary>
internal static class SameAsPbm
{
    public static IEnumerable<Command> All() =>
    [
        Create("status", "worker", "list", "Show the workers of the running node"),
        Create("history", "recovery", "history", "Show the incidents of the running node, newest first"),
        Create("strategies", "recovery", "strategies", "Show what the running node has learned"),
        Create("alerts", "alert", "list", "Show the alerts of the running node"),
        Recover(),
    ];

    private static Command Create(string name, string palette, string command, string summary)
    {
        Option<string> data = CommonOptions.Data();
        Option<bool> json = Json();
        Command same = new(name, $"{summary} (the same as 'pbm {palette} {command}')") { data, json };
        same.SetAction((parsed, stop) => RunAsync(parsed.GetValue(data)!, [palette, command], parsed.GetValue(json), stop));
        return same;
    }

    private static Command Recover()
    {
        Argument<string> worker = new("WORKER") { Description = "Name of the worker" };
        Option<string> action = new("--action") { Description = "restart, graceful_restart, hard_restart, connection_reset, memory_cleanup, ...", Required = true, HelpName = "ACTION" };
        Option<int?> instance = new("--instance") { Description = "Only this instance", HelpName = "N" };
        Option<string> data = CommonOptions.Data();
        Option<bool> json = Json();
        Command recover = new("recover", "Carry out a recovery action now (the same as 'pbm recovery recover')") { worker, action, instance, data, json };
        recover.SetAction((parsed, stop) => RunAsync(
            parsed.GetValue(data)!,
            [
                "recovery", "recover", parsed.GetValue(worker)!, "--action", parsed.GetValue(action)!,
                .. parsed.GetValue(instance) is { } index ? new[] { "--instance", index.ToString(System.Globalization.CultureInfo.InvariantCulture) } : [],
            ],
            parsed.GetValue(json),
            stop));
        return recover;
    }

    private static Option<bool> Json() => new("--json") { Description = "Print what the API returns, unchanged" };

    private static async Task<int> RunAsync(string data, string[] command, bool json, CancellationToken stop)
    {
        string[] args = ["unix:" + CommonOptions.SocketOf(data), .. command, .. json ? ["--json"] : Array.Empty<string>()];
        return await PbmProgram.RunAsync(args, PbmEnvironment.ForConsole(), stop).ConfigureAwait(false);
    }
}
