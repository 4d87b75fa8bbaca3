using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Guardian.Node.Hosting;
using Guardian.Node.Tests.Support;

namespace Guardian.Node.Tests.Hosting;

/// <summary>Telling the service manager, when there is one.</summary>
public sealed class ServiceNotifyTests
{
    [Fact]
    public void The_state_arrives_as_one_datagram()
    {
        using TemporaryDirectory directory = new();
        string path = directory.File("notify");
        using Socket manager = Listen(path);

        ServiceNotify.Send(path, "READY=1\nSTATUS=größe");

        Receive(manager).ShouldBe("READY=1\nSTATUS=größe");
    }

    [Fact]
    public void An_abstract_socket_is_reached_too()
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"guardian-notify-{Environment.ProcessId}-{Guid.NewGuid():N}");
        using Socket manager = Listen("\0" + name);

        ServiceNotify.Send("@" + name, "STOPPING=1");

        Receive(manager).ShouldBe("STOPPING=1");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("@")]
    [InlineData("/nonexistent/notify")]
    [InlineData("vsock:2:9999")]
    public void Without_a_listener_nothing_happens(string? address) => Should.NotThrow(() => ServiceNotify.Send(address, "READY=1"));

    [Fact]
    public void An_address_longer_than_the_kernel_allows_does_not_stop_the_node() =>
        Should.NotThrow(() => ServiceNotify.Send("/" + new string('x', 200), "READY=1"));

    private static Socket Listen(string path)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified)
        {
            ReceiveTimeout = (int)Await.Patience.TotalMilliseconds,
        };
        socket.Bind(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    private static string Receive(Socket socket)
    {
        byte[] buffer = new byte[1024];
        return Encoding.UTF8.GetString(buffer, 0, socket.Receive(buffer));
    }
}
