using System.CommandLine;

namespace Guardian.Node.Commands.Backtest;

/// <summary><c>guardian backtest</c>: what is learnt from recorded data, without a node.</summary>
internal static class BacktestCommand
{
    public static Command Create() => new("backtest", "Try what a node learns on recorded data") { AnomaliesBacktest.Create() };
}
