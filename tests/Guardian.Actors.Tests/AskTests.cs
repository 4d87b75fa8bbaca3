using Guardian.Actors.TestKit;
using Guardian.Actors.Tests.Support;

namespace Guardian.Actors.Tests;

public sealed class AskTests : ActorTest
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task The_first_answer_completes_the_task_and_leaves_no_timer()
    {
        TestProbe asked = CreateTestProbe();
        Task<int> answer = asked.Ref.Ask<int>("how many", Second);
        asked.ExpectMsg("how many");
        TestProbe deadLetters = Listen<DeadLetter>();

        asked.Reply(3);
        asked.Reply(4);

        (await answer).ShouldBe(3);
        deadLetters.ExpectMsg<DeadLetter>().Message.ShouldBe(4);
        Clock.Advance(Second);
        Clock.ActiveTimers.ShouldBe(0);
    }

    [Fact]
    public async Task No_answer_in_time_is_a_timeout()
    {
        TestProbe asked = CreateTestProbe();
        Task<object> answer = asked.Ref.Ask("anyone", Second);
        asked.ExpectMsg("anyone");

        Clock.Advance(Second - TimeSpan.FromTicks(1));
        answer.IsCompleted.ShouldBeFalse();
        Clock.Advance(TimeSpan.FromTicks(1));

        (await Should.ThrowAsync<AskTimeoutException>(answer)).Message.ShouldContain(asked.Ref.Path.Name);
    }

    [Fact]
    public async Task It_can_be_cancelled_before_and_while_it_waits()
    {
        using CancellationTokenSource cancel = new();
        TestProbe asked = CreateTestProbe();
        Task<object> answer = asked.Ref.Ask("anyone", TimeSpan.FromSeconds(10), cancel.Token);
        asked.ExpectMsg("anyone");

        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(answer);
        await Should.ThrowAsync<OperationCanceledException>(asked.Ref.Ask("anyone", cancel.Token));
        Clock.Advance(TimeSpan.FromSeconds(10));
        Clock.ActiveTimers.ShouldBe(0);
    }

    [Fact]
    public async Task A_status_failure_fails_the_task_with_its_cause()
    {
        TestProbe asked = CreateTestProbe();
        Task<int> answer = asked.Ref.Ask<int>("how many", Second);
        asked.ExpectMsg("how many");

        asked.Reply(new Status.Failure(new TimeZoneNotFoundException("on purpose")));

        await Should.ThrowAsync<TimeZoneNotFoundException>(answer);
    }

    [Fact]
    public async Task An_answer_of_another_type_fails_the_task()
    {
        TestProbe asked = CreateTestProbe();
        Task<int> answer = asked.Ref.Ask<int>("how many", Second);
        asked.ExpectMsg("how many");

        asked.Reply("three");

        await Should.ThrowAsync<ArgumentException>(answer);
    }

    [Fact]
    public async Task The_question_can_carry_the_reference_of_the_one_who_asks()
    {
        TestProbe asked = CreateTestProbe();
        Task<string> answer = asked.Ref.Ask<string>(replyTo => ("who", replyTo), Second, CancellationToken.None);

        (string, IActorRef ReplyTo) question = asked.ExpectMsg<(string, IActorRef)>();
        question.ReplyTo.ShouldBe(asked.LastSender);
        question.ReplyTo.Tell("me");

        (await answer).ShouldBe("me");
    }

    [Fact]
    public async Task The_one_who_asks_can_be_watched()
    {
        TestProbe asked = CreateTestProbe();
        Task<string> answer = asked.Ref.Ask<string>("who", Second);
        asked.ExpectMsg("who");
        IActorRef future = asked.LastSender;
        asked.Watch(future);

        future.Tell("me");

        (await answer).ShouldBe("me");
        asked.ExpectTerminated(future);
        asked.Watch(future);
        asked.ExpectTerminated(future).ExistenceConfirmed.ShouldBeFalse();
    }

    [Fact]
    public async Task A_selection_can_be_asked()
    {
        IActorRef worker = NewWorker("a");

        ActorIdentity identity = await Sys.ActorSelection("/user/a").Ask<ActorIdentity>(new Identify(1), Second);

        identity.Subject.ShouldBe(worker);
    }
}
