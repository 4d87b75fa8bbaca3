using System.CommandLine;

namespace Guardian.Node.Commands.Backtest;

/// <summary><c>guardian backtest ...</c>: what the node learns from, tried on recorded data.</summary>
internal static class BacktestCommand
{
    /// <summary>The command with its subcommands.</summary>
    /// <param name="input">Standard input; null: the console's.</param>
    public static Command Create(TextReader? input = null) => new("backtest", "Try on recorded data what the node would have learned or decided")
    {
        BacktestPatterns.Create(input ?? Console.In),
        AnomaliesBacktest.Create(),
        PolicyBacktest.Create(),
    };
}
