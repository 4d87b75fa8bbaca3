using System.CommandLine;
using Guardian.Shell;

namespace Guardian.Node.Commands;

/// <summary><c>guardian alerts</c>: the same as <c>pbm alert list</c>, on the node of a data directory.</summary>
internal static class AlertsCommand
{
    public static Command Create()
    {
        Option<string> data = CommonOptions.Data();
        Option<bool> json = new("--json") { Description = "Print what the API returns, unchanged" };
        Command alerts = new("alerts", "Show the alerts of the running node (the same as 'pbm alert list')") { data, json };
        alerts.SetAction(async (parsed, stop) =>
        {
            string[] args = ["unix:" + CommonOptions.SocketOf(parsed.GetValue(data)!), "alert", "list", .. parsed.GetValue(json) ? ["--json"] : Array.Empty<string>()];
            return await PbmProgram.RunAsync(args, PbmEnvironment.ForConsole(), stop).ConfigureAwait(false);
        });
        return alerts;
    }
}
