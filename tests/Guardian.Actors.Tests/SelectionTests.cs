using Guardian.Actors.TestKit;
using Guardian.Actors.Tests.Support;

namespace Guardian.Actors.Tests;

public sealed class SelectionTests : ActorTest
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);
    private readonly IActorRef _a;
    private readonly IActorRef _b1;
    private readonly IActorRef _b2;
    private readonly IActorRef _c;

    public SelectionTests()
    {
        _a = NewWorker("a");
        _b1 = NewChild(_a, "b1");
        _b2 = NewChild(_a, "b2");
        _c = NewChild(_b1, "c");
    }

    [Theory]
    [InlineData("/user/a/b1/c", "c")]
    [InlineData("akka://test/user/a/b1/c", "c")]
    [InlineData("/user/a/*", "b1 b2")]
    [InlineData("/user/a/b?", "b1 b2")]
    [InlineData("/user/a/*1", "b1")]
    [InlineData("/user/*/*/c", "c")]
    [InlineData("/user/a/**", "b1 b2 c")]
    [InlineData("/user/a/b1/../b2", "b2")]
    [InlineData("a/b2", "b2")]
    public void A_path_reaches_all_actors_that_fit(string path, string names)
    {
        Sys.ActorSelection(path).Tell(new Do(self => TestActor.Tell(self.Me.Path.Name)));

        ReceiveN(names.Split(' ').Length).ShouldBe(names.Split(' '), ignoreOrder: true);
        HasMessages.ShouldBeFalse();
    }

    [Theory]
    [InlineData("/user/nobody")]
    [InlineData("/user/a/b1/c/d")]
    [InlineData("akka://elsewhere/user/a")]
    [InlineData("/../user/a")]
    public async Task A_path_without_an_actor_gives_an_empty_identity_and_dead_letters(string path)
    {
        TestProbe deadLetters = Listen<DeadLetter>();

        (await Sys.ActorSelection(path).Ask<ActorIdentity>(new Identify("id"), Long)).Subject.ShouldBeNull();
        Sys.ActorSelection(path).Tell("hello");

        deadLetters.ExpectMsg<DeadLetter>().Message.ShouldBe("hello");
        await Should.ThrowAsync<ActorNotFoundException>(Sys.ActorSelection(path).ResolveOne(Long));
    }

    [Fact]
    public async Task ResolveOne_gives_the_reference()
    {
        (await Sys.ActorSelection("/user/a/b1/c").ResolveOne(Long)).ShouldBe(_c);
        (await Sys.ActorSelection(_b2.Path).ResolveOne(Long)).ShouldBe(_b2);
    }

    [Fact]
    public void A_context_selects_relative_to_its_actor()
    {
        Inside(_b1, self => self.Ctx.ActorSelection("../b2").Tell(new Do(other => TestActor.Tell((other.Me, other.From)))));

        ExpectMsg((_b2, _b1));
    }

    [Fact]
    public void Everything_below_may_stand_at_the_end_only() =>
        Should.Throw<ArgumentException>(() => Sys.ActorSelection("/user/**/c"));

    [Fact]
    public void A_context_finds_its_children()
    {
        Inside(_a, self => self.Ctx.Child("b1")).ShouldBe(_b1);
        Inside(_a, self => self.Ctx.Child("b9")).ShouldBe(ActorRefs.Nobody);
        Inside(_a, self => self.Ctx.Child("b9").IsNobody()).ShouldBeTrue();
        Inside(_a, self => self.Ctx.GetChildren().ToArray()).ShouldBe([_b1, _b2], ignoreOrder: true);
        Inside(_b1, self => self.Ctx.Parent).ShouldBe(_a);
    }

    [Fact]
    public void Paths_read_as_in_Akka()
    {
        _c.Path.ToString().ShouldBe("akka://test/user/a/b1/c");
        _c.Path.ToStringWithoutAddress().ShouldBe("/user/a/b1/c");
        _c.Path.Elements.ShouldBe(["user", "a", "b1", "c"]);
        _c.Path.Depth.ShouldBe(4);
        (_a.Path / "b1" / "c").ShouldBe(_c.Path);
        (_a.Path == _b1.Path.Parent).ShouldBeTrue();
        (_b1.Path != _b2.Path).ShouldBeTrue();
        _c.ToString().ShouldBe($"[akka://test/user/a/b1/c#{_c.Path.Uid}]");
        _b1.CompareTo(_b2).ShouldBeLessThan(0);
        _c.Path.GetHashCode().ShouldBe((_a.Path / "b1" / "c").GetHashCode());
        using ActorSystem other = ActorSystem.Create("other");
        IActorRef twin = other.ActorOf(Worker.Props(other.DeadLetters), "a");
        (twin.Path == _a.Path).ShouldBeFalse();
    }
}
