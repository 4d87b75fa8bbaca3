using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Guardian.Linux.Connections;
using Guardian.Linux.Interop;
using Guardian.Linux.Processes;
using Guardian.Linux.Tests.Support;
using Guardian.Workers;

namespace Guardian.Linux.Tests.Connections;

public sealed class ConnectionControlTests : IDisposable
{
    private static readonly ProcessIdentity s_self = ProcFiles.Identify(Environment.ProcessId)!.Value;

    private readonly LinuxConnectionControl _control = new();
    private readonly Loopback _server = new();

    public void Dispose() => _server.Dispose();

    [Fact]
    public void An_established_connection_is_seen_from_both_ends_with_what_waits_to_be_read()
    {
        Socket client = _server.Connect(AddressFamily.InterNetwork);
        client.Send(new byte[1234]);

        TcpConnection ours = _control.Established(s_self).Single(connection => connection.Remote.Equals(_server.Address));
        TcpConnection accepted = _control.Established(s_self).Single(connection => connection.Local.Equals(_server.Address));

        ours.Pid.ShouldBe(Environment.ProcessId);
        ours.Local.ShouldBe(client.LocalEndPoint);
        ours.ReceiveQueue.ShouldBe(0);
        accepted.Remote.ShouldBe(client.LocalEndPoint);
        accepted.ReceiveQueue.ShouldBe(1234);
    }

    [Fact]
    public void Connections_over_IPv6_and_from_dual_sockets_are_seen_too()
    {
        using Loopback six = new(IPAddress.IPv6Loopback);
        Socket client = six.Connect();
        Socket dual = _server.Connect(); // an IPv6 socket with an IPv4 peer

        IReadOnlyList<TcpConnection> all = _control.Established(s_self);

        all.ShouldContain(each => each.Remote.Equals(six.Address) && each.Local.Equals(client.LocalEndPoint));
        all.ShouldContain(each => each.Remote.Equals(_server.Address) && each.Local.Port == ((IPEndPoint)dual.LocalEndPoint!).Port);
    }

    [Theory]
    [InlineData(AddressFamily.InterNetwork)]
    [InlineData(AddressFamily.InterNetworkV6)]
    [InlineData(null)]
    public void Only_connections_to_the_ports_named_are_ended(AddressFamily? family)
    {
        using Loopback other = new();
        using Loopback meant = new(family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Loopback : IPAddress.Loopback);
        Socket[] clients = [meant.Connect(family), meant.Connect(family)];
        Socket spared = other.Connect();

        ConnectionReset reset = _control.Reset(s_self, [meant.Port]);

        reset.Found.ShouldBe(2);
        if (Refused(reset))
        {
            reset.Closed.ShouldBe(0);
            return;
        }

        reset.ShouldBe(new ConnectionReset(2, 2, $"2 of 2 connections to port {meant.Port} closed"));
        reset.Done.ShouldBeTrue();
        foreach (Socket client in clients)
        {
            Should.Throw<SocketException>(() => client.Receive(new byte[1])).SocketErrorCode.ShouldBe(SocketError.ConnectionAborted);
        }

        spared.Send([1]).ShouldBe(1);
        _control.Reset(s_self, [meant.Port]).ShouldBe(new ConnectionReset(0, 0, $"no established connection to port {meant.Port}"));
    }

    [Fact]
    public void A_child_that_reads_in_vain_gets_an_error_and_no_other_process_does()
    {
        using Bench bench = new();
        (IProcessSlot slot, RecordingObserver observer) = bench.Open();
        Socket ours = _server.Connect();
        LaunchSpec script = bench.Shell("bash -c 'exec 3<>/dev/tcp/127.0.0.1/'$1'; read -r line <&3; exit 7'; exit $?", $"{_server.Port}");
        ProcessIdentity shell = slot.Launch(script, 1);
        _server.Accept();

        TcpConnection seen = _control.Established(shell).ShouldHaveSingleItem();
        ConnectionReset reset = _control.Reset(shell, []);

        seen.Pid.ShouldNotBe(shell.Pid); // bash, the shell's child, holds it
        reset.Found.ShouldBe(1);
        ours.Send([1]).ShouldBe(1);
        if (!Refused(reset)) { observer.NextExit().Status.ShouldBe(ExitStatus.Exited(7)); }
    }

    [Fact]
    public void A_later_process_with_the_same_pid_is_left_alone()
    {
        Socket client = _server.Connect();
        ProcessIdentity earlier = s_self with { StartTicks = s_self.StartTicks - 1 };

        _control.Established(earlier).ShouldBeEmpty();
        _control.Reset(earlier, []).ShouldBe(new ConnectionReset(0, 0, $"process {s_self.Pid} is no longer the one that was meant"));
        _control.Reset(s_self with { BootId = "another" }, []).Found.ShouldBe(0);

        client.Send([1]).ShouldBe(1);
    }

    [Fact]
    public void Without_the_capability_nothing_is_ended_and_the_answer_says_so()
    {
        Socket client = _server.Connect();
        ConnectionReset? reset = null;
        // Identity by the raw call belongs to one thread, which ends with the test.
        Thread nobody = new(() =>
        {
            long setresuid = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 117 : 147;
            _ = Libc.Syscall(setresuid, -1, 65534, -1, 0);
            reset = _control.Reset(s_self, [_server.Port]);
        });
        nobody.Start();
        nobody.Join(Patience.Time).ShouldBeTrue();

        reset!.Found.ShouldBe(1);
        reset.Closed.ShouldBe(0);
        reset.Done.ShouldBeFalse();
        Refused(reset).ShouldBeTrue(reset.Reason);
        client.Send([1]).ShouldBe(1);
    }

    [Fact]
    public void A_process_with_thousands_of_descriptors_is_looked_through_and_nothing_stays_open()
    {
        Socket client = _server.Connect();
        List<FileStream> files = [.. Enumerable.Range(0, 3000).Select(_ => new FileStream("/dev/null", FileMode.Open, FileAccess.Read))];
        OpenDescriptors before = OpenDescriptors.Now();

        _control.Established(s_self).Count(each => each.Remote.Port == _server.Port).ShouldBe(1);
        _control.Reset(s_self, [_server.Port]).Found.ShouldBe(1);

        OpenDescriptors.ShouldNotHaveGrown(before);
        files.ForEach(file => file.Dispose());
        client.Connected.ShouldBeTrue(); // the last that this side knows
    }

    /// <summary>Whether the kernel or a missing capability forbids it here, in the words that a person is shown.</summary>
    private static bool Refused(ConnectionReset reset) =>
        reset.Reason.EndsWith("takes CAP_NET_ADMIN, which this node does not have", StringComparison.Ordinal)
        || reset.Reason.EndsWith("built without CONFIG_INET_DIAG_DESTROY", StringComparison.Ordinal);
}
