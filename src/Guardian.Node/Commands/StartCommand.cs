using System.CommandLine;
using Guardian.Node.Hosting;

namespace Guardian.Node.Commands;

/// <summary><c>guardian start</c>, and plain <c>guardian</c>: runs a node until it is told to stop.</summary>
internal static class StartCommand
{
    public static void AddTo(RootCommand root)
    {
        Option<string> config = CommonOptions.Config();
        Option<string?> data = new("--data") { Description = "Data directory: socket, store, logs (default: guardian.node.data)", HelpName = "DIR" };
        Option<string?> interval = new("--interval") { Description = "Time between checks, such as 30s (default: guardian.interval)", HelpName = "DURATION" };
        Option<bool> daemon = new("--daemon") { Description = "Go into the background as soon as every worker has been started" };
        Command start = new("start", "Start the node and its workers") { config, data, interval, daemon };

        async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
        {
            NodeArguments arguments = new(
                parsed.GetValue(config) ?? CommonOptions.DefaultConfig, parsed.GetValue(data), parsed.GetValue(interval));
            return parsed.GetValue(daemon)
                ? await NodeDaemon.StartAsync(arguments, stop).ConfigureAwait(false)
                : await NodeRunner.RunAsync(arguments, stop).ConfigureAwait(false);
        }

        start.SetAction(RunAsync);
        root.Subcommands.Add(start);
        root.SetAction((_, stop) => NodeRunner.RunAsync(new NodeArguments(CommonOptions.DefaultConfig, null, null), stop));
    }
}
