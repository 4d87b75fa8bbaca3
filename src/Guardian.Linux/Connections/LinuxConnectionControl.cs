using System.Net;
using System.Runtime.Versioning;
using Guardian.Linux.Interop;
using Guardian.Linux.Processes;
using Guardian.Workers;

namespace Guardian.Linux.Connections;

/// <summary>TCP connections of processes, from <c>/proc</c>, ended through the kernel's socket diagnosis.</summary>
/// <remarks>
/// The sockets of a process are the <c>socket:[inode]</c> links of its descriptors, looked up in the table of its network namespace.
/// Ending them takes CAP_NET_ADMIN and a kernel with CONFIG_INET_DIAG_DESTROY; without, the answer says so and nothing is changed.
/// Work is bounded: 1,024 processes, 65,536 descriptors and 16,384 connections are looked at. It keeps no state and may be used from any thread.
/// </remarks>
[SupportedOSPlatform("linux")]
public sealed class LinuxConnectionControl : IConnectionControl
{
    /// <inheritdoc/>
    public IReadOnlyList<TcpConnection> Established(ProcessIdentity process)
    {
        View view = Look(process, []);
        return [.. view.Rows.Select(row => new TcpConnection(
            view.Holders[row.Inode], Shown(row.Local), Shown(row.Remote), row.SendQueue, row.ReceiveQueue))];
    }

    /// <inheritdoc/>
    public ConnectionReset Reset(ProcessIdentity process, IReadOnlyCollection<int> remotePorts)
    {
        ArgumentNullException.ThrowIfNull(remotePorts);
        if (!ProcessFamily.IsAlive(process)) { return new ConnectionReset(0, 0, $"process {process.Pid} is no longer the one that was meant"); }
        View before = Look(process, remotePorts);
        string meant = remotePorts.Count == 0 ? "" : $" to port {string.Join(", ", remotePorts.Order())}";
        if (before.Rows.Count == 0)
        {
            string why = before.Error == 0 ? "" : $" can be seen: {Errno.Describe(before.Error)}";
            return new ConnectionReset(0, 0, $"no established connection{meant}{why}");
        }

        if (!SharesOurNetwork(process.Pid))
        {
            return new ConnectionReset(before.Rows.Count, 0, $"process {process.Pid} lives in a network namespace of its own, which is not reached from here");
        }

        int error = Destroy(before.Rows);
        // What counts is what is left, not what the kernel said to each request.
        HashSet<long> left = [.. TcpTable.Established(process.Pid, before.Holders).Select(row => row.Inode)];
        int closed = before.Rows.Count(row => !left.Contains(row.Inode));
        string result = $"{closed} of {before.Rows.Count} {(before.Rows.Count == 1 ? "connection" : "connections")}{meant} closed";
        return new ConnectionReset(before.Rows.Count, closed, closed == before.Rows.Count ? result : $"{result}: {Explain(error)}");
    }

    private static View Look(ProcessIdentity process, IReadOnlyCollection<int> remotePorts)
    {
        Dictionary<long, int> holders = [];
        int looked = 0;
        int error = 0;
        foreach (ProcStat member in ProcessFamily.Of(process))
        {
            int failed = SocketInodes.Collect(member, ref looked, holders);
            // A member that ends meanwhile has no connections left; one that may not be seen might have.
            if (failed is not (0 or Constants.ESRCH or Constants.ENOENT)) { error = failed; }
        }

        List<TcpRow> rows = TcpTable.Established(process.Pid, holders);
        if (remotePorts.Count > 0) { rows.RemoveAll(row => !remotePorts.Contains(row.Remote.Port)); }
        return new View(rows, holders, error);
    }

    /// <summary>Destroys each; gives up at the first refusal that the others would meet as well.</summary>
    private static int Destroy(List<TcpRow> rows)
    {
        using SocketDiagnosis? kernel = SocketDiagnosis.Open(out int error);
        if (kernel is null) { return error; }
        foreach (TcpRow row in rows)
        {
            int failed = kernel.Destroy(row);
            if (failed != 0) { error = failed; }
            if (failed is Constants.EPERM or Constants.EOPNOTSUPP) { break; }
        }

        return error;
    }

    private static bool SharesOurNetwork(int pid) =>
        ProcFiles.TryStat(pid, "ns/net"u8, out FileFacts theirs)
        && ProcFiles.TryStat(Environment.ProcessId, "ns/net"u8, out FileFacts ours)
        && theirs.Inode == ours.Inode;

    private static string Explain(int error) => error switch
    {
        Constants.EPERM => "ending connections takes CAP_NET_ADMIN, which this node does not have",
        Constants.EOPNOTSUPP => "this kernel was built without CONFIG_INET_DIAG_DESTROY",
        Constants.ENOENT or 0 => "the kernel does not find them by their addresses (a socket bound to an interface)",
        _ => Errno.Describe(error),
    };

    private static IPEndPoint Shown(IPEndPoint point) =>
        point.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(point.Address.MapToIPv4(), point.Port) : point;

    private sealed record View(List<TcpRow> Rows, Dictionary<long, int> Holders, int Error);
}
