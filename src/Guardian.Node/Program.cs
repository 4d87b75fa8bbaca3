using Guardian.Shell;
using System.CommandLine;
using Guardian.Node.Commands;
using Guardian.Node.Commands.Backtest;

namespace Guardian.Node;

/// <summary>Entry point of <c>guardian</c>.</summary>
public static class Program
{
    /// <summary>Runs one command.</summary>
    /// <param name="args">Command line.</param>
    /// <returns>0 done, 1 refused or failed, 2 usage, 3 node not reachable.</returns>
    public static Task<int> Main(string[] args) => args is [GuardCommand.Name, .. string[] guard] ? Task.FromResult(GuardCommand.Run(guard)) : RunAsync(args);

    private static async Task<int> RunAsync(string[] args)
    {
        RootCommand root = new("Keeps worker processes alive. Without a command: start with hocon/guardian.conf.");
        StartCommand.AddTo(root);
        root.Subcommands.Add(StopCommand.Create());
        foreach (Command same in SameAsPbm.All())
        {
            root.Subcommands.Add(same);
        }

        root.Subcommands.Add(ValidateCommand.Create());
        root.Subcommands.Add(ConfigCommand.Create());
        root.Subcommands.Add(BacktestCommand.Create());

        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (System.CommandLine.Parsing.ParseError error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync($"guardian: {error.Message}").ConfigureAwait(false);
            }

            await Console.Error.WriteLineAsync("guardian: see 'guardian --help'").ConfigureAwait(false);
            return PbmExitCode.Usage;
        }

        // The node handles signals itself: an orderly stop takes longer than a command-line library would wait.
        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }).ConfigureAwait(false);
    }
}
