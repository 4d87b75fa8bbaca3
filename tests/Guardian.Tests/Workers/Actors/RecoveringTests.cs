using Guardian.Recovery;
using Guardian.Workers;
using Guardian.Workers.Actors;
using static Guardian.Workers.Actors.InstanceProtocol;
using static Guardian.Workers.Actors.WorkerProtocol;

namespace Guardian.Tests.Workers.Actors;

/// <summary>What recovery asks of a worker: new processes, another number of them, signals, evidence.</summary>
public sealed class RecoveringTests
{
    private const string UpAfter = "up-after = 5s";

    [Theory]
    [InlineData(EndStyle.Soft, "SIGTERM w/0")]
    [InlineData(EndStyle.Kill, "SIGKILL w/0")]
    [InlineData(EndStyle.Abort, "SIGABRT w/0")]
    public void A_replacement_is_answered_when_the_new_process_is_ready(EndStyle style, string first)
    {
        using Harness node = new(Harness.Worker("w", UpAfter));
        node.Pass(10);
        node.Os.Forget();

        Task<object> answer = Replace(node, style);
        node.Pass(3);
        answer.IsCompleted.ShouldBeFalse();
        node.Pass(10);

        Harness.Wait(answer).ShouldBe(new ControlResult(true, "w/0 started anew and ready"));
        node.Os.Did[0].ShouldBe(first);
        node.Os.Launches("w/0").ShouldBe(1);
    }

    [Fact]
    public void A_replacement_fails_as_soon_as_the_new_process_dies()
    {
        using Harness node = new(Harness.Worker("w", UpAfter));
        node.Pass(10);
        Task<object> answer = Replace(node);

        node.Crash();

        ControlResult result = Harness.Wait(answer).ShouldBeOfType<ControlResult>();
        result.Done.ShouldBeFalse();
        result.Detail.ShouldStartWith("w/0 has ended again before it was ready: ");
    }

    [Fact]
    public void A_replacement_fails_when_a_person_stops_the_worker()
    {
        using Harness node = new(Harness.Worker("w", UpAfter));
        node.Pass(10);
        Task<object> answer = Replace(node);

        node.Ask(new StopAsked("me"));

        Harness.Wait(answer).ShouldBe(new ControlResult(false, "w is not to run any more"));
        node.Alive().ShouldBeEmpty();
    }

    [Fact]
    public void A_replacement_fails_when_its_instance_is_scaled_in()
    {
        using Harness node = new(Harness.Worker("w", UpAfter + ", instances { min = 1, max = 2, start = 2 }"));
        node.Pass(10);
        Task<object> answer = Replace(node, EndStyle.Soft, 1);

        node.Ask(new ScaleAsked(1, "me"));
        node.Pass(1);

        Harness.Wait(answer).ShouldBeOfType<ControlResult>().Done.ShouldBeFalse();
    }

    [Fact]
    public void A_worker_that_is_not_to_run_gets_no_new_process()
    {
        using Harness node = new(Harness.Worker("w"));
        node.Ask(new StopAsked("me"));

        Harness.Wait(Replace(node)).ShouldBeOfType<ControlResult>().Done.ShouldBeFalse();
        Harness.Wait(Replace(node, EndStyle.Soft, 7)).ShouldBeOfType<ControlResult>().Done.ShouldBeFalse();
        node.Alive().ShouldBeEmpty();
    }

    [Fact]
    public void A_worker_that_waits_for_its_next_start_is_started_at_once_with_a_clean_slate()
    {
        using Harness node = new(Harness.Worker("w", "restart { first = 60s, delay = 60s }"));
        node.Pass(10);
        node.Crash();

        Task<object> answer = Replace(node);
        node.Pass(10);

        Harness.Wait(answer).ShouldBeOfType<ControlResult>().Done.ShouldBeTrue();
        node.Alive().Count.ShouldBe(1);
    }

    [Fact]
    public void Advice_on_the_number_of_instances_stays_within_the_bounds_and_below_a_person_s_word()
    {
        using Harness node = new(Harness.Worker("w", "instances { min = 1, max = 2, start = 1 }"));

        node.Ask(new ScaleAdvice(+1, "incident 1")).ShouldBe(new ControlResult(true, "w goes from 1 to 2 instances"));
        node.Alive().Count.ShouldBe(2);
        node.Ask(new ScaleAdvice(+1, "incident 1")).ShouldBe(new ControlResult(false, "w has 2 instances and may have 1 to 2"));
        node.Ask(new ScaleAdvice(-1, "incident 1")).ShouldBe(new ControlResult(true, "w goes from 2 to 1 instance"));
        node.Alive().Count.ShouldBe(1);
        node.Ask(new ScaleAdvice(-1, "incident 1")).ShouldBeOfType<ControlResult>().Done.ShouldBeFalse();
        node.Ask(new ScaleAsked(2, "me"));
        node.Ask(new ScaleAdvice(-1, "incident 1")).ShouldBe(new ControlResult(false, "a person wants 2 instances of w, which goes before recovery"));
        node.Alive().Count.ShouldBe(2);
    }

    [Fact]
    public void Advice_outlives_the_node_and_ends_with_a_person_s_word()
    {
        string config = Harness.Worker("w", "instances { min = 1, max = 3, start = 1 }");
        Harness first = new(config);
        first.Ask(new ScaleAdvice(+1, "incident 1"));
        first.Flush().ShouldBeTrue();
        first.Kill();

        using Harness second = new(config, first);
        second.Status().Desired.ShouldBe(2);
        second.Ask(new ScaleAsked(3, "me"));
        second.Status().Desired.ShouldBe(3);
    }

    [Fact]
    public void A_signal_goes_to_the_process_or_says_that_none_runs()
    {
        using Harness node = new(Harness.Worker("w"));
        node.Ask(new ForInstance(0, new SendSignal(10))).ShouldBeOfType<ControlResult>().Done.ShouldBeTrue();
        node.Os.Did.ShouldContain("SIGUSR1 w/0");

        node.Ask(new StopAsked("me"));

        node.Ask(new ForInstance(0, new SendSignal(10))).ShouldBe(new ControlResult(false, "w/0 does not run"));
    }

    [Fact]
    public void Evidence_names_the_item_that_was_in_hand_at_the_last_ends()
    {
        using Harness node = new(Harness.Worker("w", "restart.budget.restarts = 10"));
        for (int death = 0; death < 2; death++)
        {
            node.Notify(new NotifyMessage { Task = "mail-17" });
            node.Crash();
            node.Pass(5);
        }

        InstanceEvidence evidence = node.Ask(new ForInstance(0, new TellEvidence(10))).ShouldBeOfType<InstanceEvidence>();

        evidence.SameTaskDeaths.ShouldBe(2);
        evidence.Instance.ShouldBe("w/0");
        evidence.Pid.ShouldNotBeNull();
    }

    private static Task<object> Replace(Harness node, EndStyle style = EndStyle.Soft, int index = 0) =>
        node.Begin(new FleetProtocol.ForWorker("w", new ReplaceAsked([index], style, "incident 1")));
}
