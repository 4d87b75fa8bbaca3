using Guardian.Recovery;
using Guardian.Workers;
using Guardian.Workers.Actors;
using static Guardian.Workers.Actors.WorkerProtocol;

namespace Guardian.Tests.Workers.Actors;

/// <summary>State that outlives a process: saved before it ends, handed to the next one.</summary>
public sealed class StateTests
{
    private static readonly string s_keeps = Harness.Worker("w", "state { save = [\"save\"], restore = [\"restore\"] }, stop.drain = [\"drain\"]");
    private readonly List<string> _ran = []; // commands, and whether a process lived then
    private Func<string, Task<CommandResult>> _result = _ => Task.FromResult(Ended(0));

    [Fact]
    public void State_is_saved_before_drain_and_signal_while_the_process_lives()
    {
        using Harness node = Node(s_keeps);

        node.Os.Forget();
        node.Ask(new StopAsked("me"));

        _ran.ShouldBe(["save alive=1", "drain alive=1"]);
        node.Os.Did[0].ShouldBe("SIGTERM w/0");
        node.Alive().ShouldBeEmpty();
        Types(node).ShouldContain("state-saved");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_save_that_fails_keeps_nothing_from_stopping_and_nothing_is_restored(bool broken)
    {
        using Harness node = Node(s_keeps);
        _result = program => program != "save" ? Task.FromResult(Ended(0)) : broken ? throw new InvalidOperationException("cannot be started") : Task.FromResult(Ended(3));

        node.Ask(new StopAsked("me"));
        node.Alive().ShouldBeEmpty();
        node.Ask(new StartAsked("me"));
        node.Pass(30);

        node.Alive().Count.ShouldBe(1);
        _ran.ShouldBe(["save alive=1", "drain alive=1"]);
        node.Faults.ShouldBeEmpty();
    }

    [Fact]
    public void What_was_saved_is_handed_to_the_next_process_once()
    {
        using Harness node = Node(s_keeps);

        node.Ask(new RestartAsked(true, "me"));
        node.Pass(30);
        node.Crash();
        node.Pass(30);

        _ran.ShouldBe(["save alive=1", "drain alive=1", "restore alive=1"]);
        Types(node).Count(type => type == "state-restored").ShouldBe(1);
    }

    [Fact]
    public void A_process_that_dies_before_it_got_the_state_leaves_it_to_the_next()
    {
        using Harness node = Node(s_keeps);
        TaskCompletionSource<CommandResult> first = new();
        int restores = 0;
        _result = program => program == "restore" && restores++ == 0 ? first.Task : Task.FromResult(Ended(0));
        node.Ask(new RestartAsked(true, "me"));
        node.Pass(30);

        node.Crash();
        first.SetResult(Ended(0));
        node.Settle();
        Types(node).ShouldNotContain("state-restored");
        node.Pass(30);

        _ran.Count(ran => ran.StartsWith("restore", StringComparison.Ordinal)).ShouldBe(2);
        Types(node).Count(type => type == "state-restored").ShouldBe(1);
    }

    [Fact]
    public void Without_a_restore_command_the_state_directory_is_all_there_is()
    {
        using Harness node = Node(Harness.Worker("w", "state.save = [\"save\"]"));

        node.Ask(new RestartAsked(true, "me"));
        node.Pass(30);

        _ran.ShouldBe(["save alive=1"]);
        Types(node).Count(type => type == "state-restored").ShouldBe(1);
    }

    [Fact]
    public void A_restart_of_the_node_between_save_and_start_loses_no_state()
    {
        Harness first = Node(s_keeps);
        Capture(first).Complete.ShouldBeTrue();
        first.Flush().ShouldBeTrue();
        first.Kill();
        first.Os.End("w/0", ExitStatus.Exited(0));

        using Harness second = Node(s_keeps, first);
        second.Pass(30);

        _ran.ShouldBe(["save alive=1", "restore alive=1"]);
    }

    [Fact]
    public void A_process_that_is_taken_over_is_not_handed_its_own_older_state()
    {
        Harness first = Node(s_keeps);
        Capture(first).Complete.ShouldBeTrue();
        first.Flush().ShouldBeTrue();
        first.Kill();

        using Harness second = Node(s_keeps, first);
        second.Pass(30);
        _ran.ShouldBe(["save alive=1"]);
        second.Crash();
        second.Pass(30);

        _ran.ShouldBe(["save alive=1", "restore alive=1"], "the next process has nothing yet");
    }

    [Fact]
    public void What_was_just_captured_is_not_saved_again_for_the_stop_that_follows()
    {
        using Harness node = Node(s_keeps);

        StateCapture capture = Capture(node);
        node.Pass(29);
        node.Ask(new StopAsked("me"));

        capture.Instance.ShouldBe("w/0");
        capture.Complete.ShouldBeTrue();
        _ran.ShouldBe(["save alive=1", "drain alive=1"]);
    }

    [Fact]
    public void What_was_captured_long_ago_is_saved_again()
    {
        using Harness node = Node(s_keeps);

        Capture(node);
        node.Pass(31);
        node.Ask(new StopAsked("me"));

        _ran.ShouldBe(["save alive=1", "save alive=1", "drain alive=1"]);
    }

    [Fact]
    public void A_stop_that_comes_while_the_state_is_saved_waits_for_that_save_and_ends_the_process_once()
    {
        using Harness node = Node(s_keeps);
        TaskCompletionSource<CommandResult> save = new();
        _result = program => program == "save" ? save.Task : Task.FromResult(Ended(0));
        Task<object> capture = node.Begin(new FleetProtocol.ForWorker("w", new ForInstance(0, InstanceProtocol.Capture.Instance)));
        node.Os.Forget();

        node.Ask(new StopAsked("me"));
        node.Alive().Count.ShouldBe(1);
        save.SetResult(Ended(0));
        node.Settle();

        Harness.Wait(capture).ShouldBeOfType<StateCapture>().Complete.ShouldBeTrue();
        _ran.ShouldBe(["save alive=1", "drain alive=1"]);
        node.Os.Did.Count(did => did == "SIGTERM w/0").ShouldBe(1);
        node.Alive().ShouldBeEmpty();
    }

    [Fact]
    public void A_capture_that_comes_while_the_process_ends_does_not_ask_it_to_end_again()
    {
        using Harness node = Node(s_keeps);
        node.Os.Obeys = _ => false;
        _result = program => Task.FromResult(Ended(program == "save" ? 1 : 0)); // so that the capture tries again
        node.Os.Forget();
        node.Ask(new StopAsked("me"));

        Capture(node).Complete.ShouldBeFalse();

        node.Os.Did.Count(did => did == "SIGTERM w/0").ShouldBe(1);
        _ran.ShouldBe(["save alive=1", "drain alive=1", "save alive=1"]);
    }

    [Fact]
    public void A_process_that_dies_while_its_state_is_saved_leaves_nobody_without_an_answer()
    {
        using Harness node = Node(s_keeps);
        TaskCompletionSource<CommandResult> save = new();
        _result = program => program == "save" ? save.Task : Task.FromResult(Ended(0));
        Task<object> capture = node.Begin(new FleetProtocol.ForWorker("w", new ForInstance(0, InstanceProtocol.Capture.Instance)));

        node.Crash();

        Harness.Wait(capture).ShouldBe(new StateCapture("w/0", false, "the process ended while its state was saved"));
        save.SetResult(Ended(0));
        node.Settle();
        Types(node).ShouldNotContain("state-saved");
    }

    [Fact]
    public void Nothing_that_runs_has_nothing_to_save()
    {
        using Harness node = Node(s_keeps);
        node.Ask(new StopAsked("me"));
        _ran.Clear();

        Capture(node).ShouldBe(new StateCapture("w/0", true, "nothing runs, so there is nothing to save"));
        _ran.ShouldBeEmpty();
    }

    private static CommandResult Ended(int code) => new(ExitStatus.Exited(code), false, "", TimeSpan.Zero);

    private static StateCapture Capture(Harness node) => node.Ask(new ForInstance(0, InstanceProtocol.Capture.Instance)).ShouldBeOfType<StateCapture>();

    private static string[] Types(Harness node)
    {
        node.Flush();
        return [.. node.Journal.Events.Select(kept => kept.Type)];
    }

    private Harness Node(string config, Harness? before = null)
    {
        Harness node = new(config, before);
        node.Command = program =>
        {
            string name = program.Split('/')[^1];
            _ran.Add($"{name} alive={node.Alive().Count}");
            return _result(name);
        };
        node.Pass(5);
        return node;
    }
}
