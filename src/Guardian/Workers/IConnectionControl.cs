namespace Guardian.Workers;

/// <summary>Port to the network connections of running processes.</summary>
public interface IConnectionControl
{
    /// <summary>Established TCP connections (IPv4 and IPv6) of a process and its descendants.</summary>
    /// <param name="process">The very process; a later one with the same pid is not looked at.</param>
    /// <returns>Empty when it has none, has ended, or its descriptors may not be seen.</returns>
    IReadOnlyList<TcpConnection> Established(ProcessIdentity process);

    /// <summary>Ends connections of a process and its descendants from outside: the process gets an error on its next read or write.</summary>
    /// <param name="process">The very process; a later one with the same pid is left alone.</param>
    /// <param name="remotePorts">Only connections to these ports; empty means all.</param>
    /// <returns>How many were found and ended, and why not all.</returns>
    ConnectionReset Reset(ProcessIdentity process, IReadOnlyCollection<int> remotePorts);
}
