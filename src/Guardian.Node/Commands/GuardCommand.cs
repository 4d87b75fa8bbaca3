using System.CommandLine;
using Guardian.Linux.Guarding;
using Guardian.Shell;

namespace Guardian.Node.Commands;

/// <summary><c>guardian guard</c>: the process beside a node that ends its floating workers when it cannot. Nodes start it; people do not.</summary>
internal static class GuardCommand
{
    public static Command Create()
    {
        Option<int> node = new("--node") { Description = "Pid of the node", Required = true, HelpName = "PID" };
        Option<long> start = new("--start") { Description = "Start time of its process", Required = true, HelpName = "TICKS" };
        Option<string> mark = new("--mark") { Description = "The node's mark", Required = true, HelpName = "NODE_MARK" };
        Option<string> socket = new("--socket") { Description = "Where to listen for the node", Required = true, HelpName = "PATH" };
        Option<string?> records = new("--records") { Description = "Where the node names its floating processes", HelpName = "DIR" };
        Option<long?> until = new("--until") { Description = "Until when they may live", HelpName = "NANOSECONDS" };
        Command guard = new("guard", "Guard a node's leases") { node, start, mark, socket, records, until };
        guard.Hidden = true;
        guard.SetAction(parsed => OperatingSystem.IsLinux()
            ? GuardProcess.Run(new GuardTask
            {
                Node = parsed.GetValue(node),
                Start = parsed.GetValue(start),
                Mark = parsed.GetValue(mark)!,
                Socket = parsed.GetValue(socket)!,
                Records = parsed.GetValue(records),
                Until = parsed.GetValue(until),
            })
            : PbmExitCode.Failed);
        return guard;
    }
}
