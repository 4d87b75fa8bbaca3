using System.CommandLine;
using Guardian.Shell;

namespace Guardian.Node.Commands;

/// <summary><c>guardian status</c>: the same as <c>pbm worker list</c>, on the node of a data directory.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        Option<string> data = CommonOptions.Data();
        Option<bool> json = new("--json") { Description = "Print what the API returns, unchanged" };
        Command status = new("status", "Show the workers of the running node (the same as 'pbm worker list')") { data, json };
        status.SetAction(async (parsed, stop) =>
        {
            string[] args = ["unix:" + CommonOptions.SocketOf(parsed.GetValue(data)!), "worker", "list", .. parsed.GetValue(json) ? ["--json"] : Array.Empty<string>()];
            return await PbmProgram.RunAsync(args, PbmEnvironment.ForConsole(), stop).ConfigureAwait(false);
        });
        return status;
    }
}
