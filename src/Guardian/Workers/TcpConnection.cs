using System.Net;

namespace Guardian.Workers;

/// <summary>One established TCP connection of a process.</summary>
/// <param name="Pid">The process that holds it; of several the one nearest to the top of the tree.</param>
/// <param name="Local">Its own end.</param>
/// <param name="Remote">The other end. An IPv4 peer of an IPv6 socket is given as IPv4.</param>
/// <param name="SendQueue">Bytes written that the peer has not acknowledged.</param>
/// <param name="ReceiveQueue">Bytes received that the process has not read: what grows while it does not consume.</param>
public sealed record TcpConnection(int Pid, IPEndPoint Local, IPEndPoint Remote, long SendQueue, long ReceiveQueue);
