using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Guardian.Linux.Interop;
using Guardian.Linux.Notify;
using Guardian.Linux.Processes;
using Guardian.Linux.Tests.Support;
using Guardian.Workers;

namespace Guardian.Linux.Tests.Notify;

public sealed class NotifySocketTests : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void A_message_arrives_with_its_sender_by_the_kernels_word()
    {
        (IProcessSlot slot, RecordingObserver observer) = _bench.Open();
        Send(slot.NotifySocket, "READY=1\nSTATUS=up");
        observer.NextMessage().ShouldBe(new NotifyMessage { SenderPid = Environment.ProcessId, Ready = true, Status = "up" });
    }

    [Fact]
    public void Rubbish_and_oversize_do_no_harm_and_of_a_cut_datagram_only_whole_lines_count()
    {
        (IProcessSlot slot, RecordingObserver observer) = _bench.Open();
        Send(slot.NotifySocket, "");
        Send(slot.NotifySocket, new string('\0', 3000));
        Send(slot.NotifySocket, "WATCHDOG=1\nMAINPID=12345" + new string('6', 20_000));

        observer.NextMessage().ShouldBe(new NotifyMessage { SenderPid = Environment.ProcessId });
        observer.NextMessage().ShouldBe(new NotifyMessage { SenderPid = Environment.ProcessId });
        observer.NextMessage().ShouldBe(new NotifyMessage { SenderPid = Environment.ProcessId, Watchdog = true });
    }

    [Fact]
    public void A_worker_that_lives_on_reaches_the_restarted_node_at_the_same_path()
    {
        (IProcessSlot slot, _) = _bench.Open();
        string path = slot.NotifySocket;
        _bench.CrashNode();
        _bench.RestartNode();

        (IProcessSlot again, RecordingObserver observer) = _bench.Open();
        again.NotifySocket.ShouldBe(path);
        Send(path, "WATCHDOG=1");
        observer.NextMessage().Watchdog.ShouldBeTrue();
        slot.Dispose(); // an old slot that goes late does not take the new socket with it
        Send(path, "READY=1");
        observer.NextMessage().Ready.ShouldBeTrue();
    }

    [Fact]
    public void Descriptors_sent_along_are_closed()
    {
        (IProcessSlot slot, RecordingObserver observer) = _bench.Open();
        Send(slot.NotifySocket, "READY=1");
        observer.NextMessage();
        OpenDescriptors before = OpenDescriptors.Now();
        DescriptorPassing.Send(slot.NotifySocket, "FDSTORE=1", count: 40);
        observer.NextMessage();
        OpenDescriptors.ShouldNotHaveGrown(since: before);
    }

    [Fact]
    public void A_path_too_long_for_the_kernel_gets_a_short_place_that_stays_the_same()
    {
        string instance = "worker-" + new string('x', 100) + "/0";
        (IProcessSlot slot, RecordingObserver observer) = _bench.Open(instance);
        Encoding.UTF8.GetByteCount(slot.NotifySocket).ShouldBeLessThanOrEqualTo(NotifySocketPath.MaxLength);
        slot.NotifySocket.ShouldBe(NotifySocketPath.Choose(_bench.Spec(instance), NotifySocketPath.ShortBase(), reachableByOthers: false));
        Send(slot.NotifySocket, "READY=1");
        observer.NextMessage().Ready.ShouldBeTrue();
    }

    [Theory]
    [InlineData("a/0", "a+0.notify")]
    [InlineData("a+0", "a%2B0.notify")]
    [InlineData("ä/1", "%C3%A4+1.notify")]
    public void Different_instances_have_different_sockets(string instance, string file) => NotifySocketPath.FileName(instance).ShouldBe(file);

    [Fact]
    public void What_a_worker_says_before_its_end_is_told_before_its_end()
    {
        for (int i = 0; i < 20; i++)
        {
            (IProcessSlot slot, RecordingObserver observer) = _bench.Open($"w/{i}");
            Fifo born = _bench.Fifo("born" + i);
            slot.Launch(_bench.Shell("echo > $1; read line < $1; exit 4", born.Path), 1);
            born.ReadAll();
            // The node's own process speaks for it; both the datagram and the end are there when the loop looks.
            Send(slot.NotifySocket, "EXIT_STATUS=4");
            born.Open();
            observer.NextExit();
            observer.Order.ShouldBe(["notified", "exited"]);
        }
    }

    [Fact]
    public void A_worker_that_hands_over_with_MAINPID_is_followed_and_only_the_new_process_counts()
    {
        (IProcessSlot slot, RecordingObserver observer) = _bench.Open();
        Fifo born = _bench.Fifo("born");
        Fifo gate = _bench.Fifo("gate");
        Fifo old = _bench.Fifo("old");
        slot.Launch(_bench.Shell("(setsid sh -c 'echo $$ > $0; read line < $1; exit 33' $1 $2 &) ; read line < $3", born.Path, gate.Path, old.Path), 9);
        int daemon = int.Parse(born.ReadAll(), CultureInfo.InvariantCulture);

        Send(slot.NotifySocket, $"MAINPID={daemon}\nREADY=1");
        observer.NextMessage().MainPid.ShouldBe(daemon);
        slot.Process.ShouldBe(ProcFiles.Identify(daemon));
        old.Open(); // the old main process ends, which is nobody's concern
        gate.Open();

        observer.NextExit().ShouldBe((9, ExitStatus.Exited(33)));
        observer.UntakenExits.ShouldBe(0);
    }

    [Fact]
    public void A_hand_over_to_a_process_of_somebody_else_is_refused()
    {
        (IProcessSlot slot, RecordingObserver observer) = _bench.Open("a/0");
        (IProcessSlot other, RecordingObserver undisturbed) = _bench.Open("a/1");
        ProcessIdentity own = slot.Launch(_bench.Shell("exec sleep 1000"), 1);
        ProcessIdentity foreign = other.Launch(_bench.Shell("exec sleep 1000"), 1);

        foreach (int pid in (int[])[foreign.Pid, Environment.ProcessId, int.MaxValue])
        {
            Send(slot.NotifySocket, $"MAINPID={pid}");
            observer.NextMessage().MainPid.ShouldBeNull();
        }

        slot.Process.ShouldBe(own);
        slot.SignalTree(Signals.Kill);
        observer.NextExit();
        undisturbed.UntakenExits.ShouldBe(0);
    }

    [Fact]
    public void Another_users_message_is_dropped()
    {
        if (Libc.EffectiveUser() != 0)
        {
            // Only root can speak as somebody else; the file mode keeps others out for everybody.
            (IProcessSlot mine, _) = _bench.Open();
            ((int)File.GetUnixFileMode(mine.NotifySocket)).ShouldBe(0x180);
            return;
        }

        (IProcessSlot slot, RecordingObserver observer) = _bench.Open("w/0", "nobody");
        DescriptorPassing.SendAs(slot.NotifySocket, "STATUS=from daemon", user: 1);
        DescriptorPassing.SendAs(slot.NotifySocket, "STATUS=from nobody", user: UserAccount.Find("nobody").User);
        observer.NextMessage().Status.ShouldBe("from nobody");
    }

    private static void Send(string path, string datagram)
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.SendTo(Encoding.UTF8.GetBytes(datagram), new UnixDomainSocketEndPoint(path));
    }
}
