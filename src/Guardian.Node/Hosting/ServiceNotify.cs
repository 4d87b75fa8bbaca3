using System.Net.Sockets;
using System.Text;

namespace Guardian.Node.Hosting;

/// <summary>Tells the service manager that started the node how it stands (sd_notify(3)).</summary>
internal static class ServiceNotify
{
    /// <summary>Sends one datagram to <c>$NOTIFY_SOCKET</c>; without one, nothing.</summary>
    /// <param name="state">Lines of <c>KEY=VALUE</c>.</param>
    public static void Send(string state) => Send(Environment.GetEnvironmentVariable("NOTIFY_SOCKET"), state);

    /// <summary>Sends one datagram; without an address, or when nobody listens there, nothing.</summary>
    /// <param name="address">Path of a socket, or <c>@NAME</c> for an abstract one.</param>
    /// <param name="state">Lines of <c>KEY=VALUE</c>.</param>
    public static void Send(string? address, string state)
    {
        if (address is not { Length: > 1 })
        {
            return;
        }

        try
        {
            using Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(address[0] == '@' ? "\0" + address[1..] : address));
            socket.Send(Encoding.UTF8.GetBytes(state));
        }
        catch (Exception unheard) when (unheard is SocketException or ArgumentException)
        {
            // The manager is gone or does not listen, or the address is none (too long); the node runs as well without it.
        }
    }
}
