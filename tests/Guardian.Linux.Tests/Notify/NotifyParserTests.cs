using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Guardian.Linux.Notify;
using Guardian.Workers;

namespace Guardian.Linux.Tests.Notify;

public sealed class NotifyParserTests
{
    [Fact]
    public void Every_key_is_understood() =>
        Parse("""
            READY=1
            RELOADING=1
            STOPPING=1
            STATUS=serving ü = 3
            ERRNO=2
            EXIT_STATUS=78
            MAINPID=4711
            WATCHDOG=1
            WATCHDOG_USEC=1500000
            EXTEND_TIMEOUT_USEC=30000000
            RESTART_RESET=1
            X_GUARDIAN_PROGRESS=9000000000
            X_GUARDIAN_BUSY=1
            X_GUARDIAN_TASK=mail/4711=ü
            """).ShouldBe(new NotifyMessage
        {
            SenderPid = 7,
            Ready = true,
            Reloading = true,
            Stopping = true,
            Status = "serving ü = 3",
            Errno = 2,
            ExitStatus = 78,
            MainPid = 4711,
            Watchdog = true,
            WatchdogPeriod = TimeSpan.FromSeconds(1.5),
            ExtendTimeout = TimeSpan.FromSeconds(30),
            RestartReset = true,
            Progress = 9_000_000_000,
            Busy = true,
            Task = "mail/4711=ü",
        });

    [Theory]
    [InlineData("")]
    [InlineData("\n\n=\n==\nREADY\nready=1\nREADY=yes\nREADY= 1\nREADY=11\nXREADY=1\n READY=1")]
    [InlineData("WATCHDOG=2\nWATCHDOG_USEC=\nWATCHDOG_USEC=-1\nWATCHDOG_USEC=1s\nEXTEND_TIMEOUT_USEC=99999999999999999999999")]
    [InlineData("MAINPID=1\nMAINPID=0\nMAINPID=-4\nMAINPID=99999999999\nERRNO=x\nEXIT_STATUS=256\nEXIT_STATUS=-1")]
    [InlineData("X_GUARDIAN_PROGRESS=-1\nX_GUARDIAN_PROGRESS=1.5\nX_GUARDIAN_BUSY=2\nX_GUARDIAN_BUSY=\nFDSTORE=1\nUNKNOWN=1")]
    public void What_is_not_a_valid_key_and_value_is_left_out(string datagram) => Parse(datagram).ShouldBe(new NotifyMessage { SenderPid = 7 });

    [Fact]
    public void Good_lines_count_between_bad_ones() =>
        Parse("rubbish\0\nREADY=1\0\nMAINPID=99\nMAINPID=oops\nX_GUARDIAN_BUSY=0").ShouldBe(
            new NotifyMessage { SenderPid = 7, Ready = true, MainPid = 99, Busy = false });

    [Fact]
    public void The_watchdog_can_be_triggered_or_switched_off()
    {
        Parse("WATCHDOG=trigger").ShouldBe(new NotifyMessage { SenderPid = 7, WatchdogTrigger = true });
        Parse("WATCHDOG_USEC=0").WatchdogPeriod.ShouldBe(TimeSpan.Zero);
        Parse("EXTEND_TIMEOUT_USEC=18446744073709551615").ExtendTimeout.ShouldBe(TimeSpan.MaxValue);
    }

    [Fact]
    public void A_status_cannot_move_the_cursor_and_is_cut_between_characters()
    {
        Parse("STATUS=a\u001b[2Jb\rc").Status.ShouldBe("a [2Jb c");
        string status = Parse("STATUS=" + new string('ü', 5000)).Status!;
        Encoding.UTF8.GetByteCount(status).ShouldBeInRange(NotifyParser.MaxStatusLength - 4, NotifyParser.MaxStatusLength);
        status.ShouldAllBe(letter => letter == 'ü');
        Should.NotThrow(() => NotifyParser.Parse([.. "STATUS="u8, 0xff, 0xfe, 0xc3], 7));
    }

    [Fact]
    public void A_task_is_cleared_by_an_empty_one_and_left_alone_by_none()
    {
        Parse("X_GUARDIAN_TASK=").Task.ShouldBe("");
        Parse("X_GUARDIAN_TASK=a\nX_GUARDIAN_TASK=").Task.ShouldBe("");
        Parse("READY=1\nX_GUARDIAN_TASK").Task.ShouldBeNull();
    }

    [Fact]
    public void A_task_cannot_move_the_cursor_and_is_cut_between_characters()
    {
        Parse("X_GUARDIAN_TASK=a\u001b[2Jb\rc").Task.ShouldBe("a [2Jb c");
        Parse("X_GUARDIAN_TASK=" + new string('x', NotifyParser.MaxTaskLength)).Task!.Length.ShouldBe(NotifyParser.MaxTaskLength);
        string task = Parse("X_GUARDIAN_TASK=x" + new string('ü', 500)).Task!;
        Encoding.UTF8.GetByteCount(task).ShouldBe(NotifyParser.MaxTaskLength - 1);
        task[1..].ShouldAllBe(letter => letter == 'ü');
    }

    [Fact]
    public void No_task_is_longer_than_its_limit_or_holds_a_control_character() =>
        Check.One(
            Config.QuickThrowOnFailure,
            Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), ArbMap.Default.ArbFor<byte>(), (bytes, more) =>
                NotifyParser.Parse([.. "X_GUARDIAN_TASK="u8, .. Enumerable.Repeat(more, more), .. bytes], 7).Task is { } text
                && Encoding.UTF8.GetByteCount(text) <= NotifyParser.MaxTaskLength
                && !text.Any(char.IsControl)));

    [Fact]
    public void No_bytes_make_it_fail() =>
        Check.One(
            Config.QuickThrowOnFailure,
            Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => NotifyParser.Parse(bytes, 1).SenderPid == 1));

    private static NotifyMessage Parse(string datagram) => NotifyParser.Parse(Encoding.UTF8.GetBytes(datagram), 7);
}
