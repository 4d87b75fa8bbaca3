using Guardian.Actors.TestKit;
using Guardian.Council;
using Guardian.Hosting;
using Guardian.Learning.Knowledge;
using Guardian.Sages;
using Guardian.Tests.Learning.Knowledge;
using Microsoft.Extensions.Logging.Abstractions;

namespace Guardian.Tests.Sages;

public sealed class KnowledgeSageActorTests : IDisposable, IKnowledgeRecords
{
    private readonly ManualTimeProvider _clock = new();
    private readonly TestKit _kit;
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource<KnowledgeBase>> _loads = new();
    private readonly Queue<(KnowledgeBase Saved, TaskCompletionSource Done)> _saves = new();
    private readonly SemaphoreSlim _loadAsked = new(0);
    private readonly SemaphoreSlim _saveAsked = new(0);

    public KnowledgeSageActorTests() => _kit = new TestKit(ActorSystems.Create("test", _clock));

    public void Dispose()
    {
        _kit.Dispose();
        _loadAsked.Dispose();
        _saveAsked.Dispose();
    }

    [Fact]
    public void It_answers_a_call_to_vote_also_before_anything_was_read()
    {
        IActorRef sage = Sage();
        NextLoad();
        Read(sage);

        _kit.Sys.EventStream.Publish(new CallToVote(new Proposal("i-1.1", Learned.Case(), [Learned.Plan("wait"), Learned.Plan("escalate")], Learned.Start), _kit.TestActor));

        Ballot ballot = _kit.ExpectMsg<Ballot>();
        ballot.Proposal.ShouldBe("i-1.1");
        ballot.Node.ShouldBe("one");
        ballot.Scores.Length.ShouldBe(2);
    }

    [Fact]
    public void It_learns_from_outcomes_and_keeps_each_after_the_one_before_is_kept()
    {
        IActorRef sage = Sage();
        NextLoad().SetResult(KnowledgeBase.Empty.Times(3, "s1", "restart", cured: true));
        Read(sage);
        _kit.Sys.EventStream.Publish(Learned.Outcome("restart", succeeded: true));
        (KnowledgeBase first, TaskCompletionSource done) = NextSave();
        _kit.Sys.EventStream.Publish(Learned.Outcome("restart", succeeded: false));
        _kit.Sys.EventStream.Publish(Learned.Outcome("restart", succeeded: false));

        Read(sage).Lessons.ShouldBe(6);
        first.Lessons.ShouldBe(4);
        _saves.ShouldBeEmpty("one save at a time");
        done.SetResult();
        NextSave().Saved.Lessons.ShouldBe(6);
    }

    [Fact]
    public void A_store_that_is_away_is_read_later_and_never_overwritten_before()
    {
        IActorRef sage = Sage();
        NextLoad().SetException(new IOException("away"));
        _kit.Sys.EventStream.Publish(Learned.Outcome("restart", succeeded: true));
        Read(sage).Lessons.ShouldBe(1);
        _saves.ShouldBeEmpty();

        AfterTimer(sage, _loadAsked);
        _loads.Dequeue().SetResult(KnowledgeBase.Empty.Times(10, "s1", "restart", cured: true));

        NextSave().Saved.Lessons.ShouldBe(11);
        Read(sage).Lessons.ShouldBe(11);
    }

    [Fact]
    public void A_save_that_failed_is_made_up_for()
    {
        IActorRef sage = Sage();
        NextLoad().SetResult(KnowledgeBase.Empty);
        Read(sage);
        _kit.Sys.EventStream.Publish(Learned.Outcome("restart", succeeded: true));
        NextSave().Done.SetException(new IOException("full"));

        AfterTimer(sage, _saveAsked);
        _saves.Dequeue().Saved.Lessons.ShouldBe(1);
    }

    Task<KnowledgeBase> IKnowledgeRecords.LoadAsync()
    {
        TaskCompletionSource<KnowledgeBase> load = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _loads.Enqueue(load);
        }

        _loadAsked.Release();
        return load.Task;
    }

    Task IKnowledgeRecords.SaveAsync(KnowledgeBase knowledge)
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _saves.Enqueue((knowledge, done));
        }

        _saveAsked.Release();
        return done.Task;
    }

    private IActorRef Sage() => _kit.ActorOf(KnowledgeSageActor.Props(new KnowledgeSageSetup
    {
        Node = "one",
        Mode = ChoiceMode.Recommend,
        Options = Learned.Options,
        Records = this,
        LevelOf = _ => null,
        Log = NullLogger.Instance,
    }));

    /// <summary>What it knows by now; also waits until all before was handled.</summary>
    private KnowledgeBase Read(IActorRef sage)
    {
        sage.Tell(ReadKnowledge.Instance, _kit.TestActor);
        return _kit.ExpectMsg<KnowledgeBase>();
    }

    private TaskCompletionSource<KnowledgeBase> NextLoad()
    {
        _loadAsked.Wait(TestKitBase.DefaultTimeout).ShouldBeTrue("it reads");
        return _loads.Dequeue();
    }

    private (KnowledgeBase Saved, TaskCompletionSource Done) NextSave()
    {
        _saveAsked.Wait(TestKitBase.DefaultTimeout).ShouldBeTrue("it saves");
        return _saves.Dequeue();
    }

    /// <summary>The failure reaches the actor by a task of the pool, so the clock is moved until the timer that follows has fired.</summary>
    private void AfterTimer(IActorRef sage, SemaphoreSlim asked)
    {
        for (int round = 0; !asked.Wait(TimeSpan.Zero); round++)
        {
            round.ShouldBeLessThan(100_000, "it tries again");
            Read(sage);
            _clock.Advance(TimeSpan.FromSeconds(30));
        }
    }
}
