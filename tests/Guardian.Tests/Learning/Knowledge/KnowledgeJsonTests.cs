using System.Text;
using Guardian.Faults;
using Guardian.Journal;
using Guardian.Learning;
using Guardian.Learning.Knowledge;

namespace Guardian.Tests.Learning.Knowledge;

/// <summary>Stored text: a difference here is a decision.</summary>
public class KnowledgeJsonTests
{
    [Fact]
    public void A_lesson_is_kept_as()
    {
        Lesson lesson = Learned.Lesson("s1", "restart", true, seconds: 4.5) with { Level = ErrorLevel.Recoverable };
        NewEvent kept = KnowledgeJson.ToJournal(lesson);

        kept.Type.ShouldBe("outcome-known");
        Encoding.UTF8.GetString(kept.Json.Span).ShouldBe(
            """{"incident":"i-1","signatureId":"s1","signature":"words of s1","kind":"Hang","level":"Recoverable","firstAttempt":true,"plan":"restart","succeeded":true,"byPerson":false,"seconds":4.5,"at":"2026-11-01T08:00:00+00:00"}""");
        KnowledgeJson.FromJournal(new JournalEvent(1, "knowledge", 1, kept.Type, kept.Json, kept.At)).ShouldBe(lesson);
    }

    [Fact]
    public void The_base_is_kept_as()
    {
        KnowledgeBase knowledge = KnowledgeBase.Empty.Apply(Learned.Lesson("s1", "restart", true, seconds: 4.5) with { Level = ErrorLevel.Fatal }, Learned.Options);

        const string plans = """[{"plan":"restart","prior":0.5,"cures":1,"failures":0,"tries":1,"cured":1,"timed":1,"seconds":4.5,"recent":[4.5],"lastTried":"2026-11-01T08:00:00+00:00","lastLesson":1}]""";
        Encoding.UTF8.GetString(KnowledgeJson.ToSnapshot(knowledge)).ShouldBe(
            $$"""{"lessons":1,"signatures":[{"id":"s1","text":"words of s1","kind":"Hang","level":"Fatal","seen":1,"lastSeen":"2026-11-01T08:00:00+00:00","lastLesson":1,"plans":{{plans}}}],"kinds":[{"kind":"Hang","plans":{{plans}}}],"general":{{plans}}}""");
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"lessons":1,"signatures":null,"kinds":[],"general":[]}""")]
    [InlineData("""{"lessons":"many","signatures":[],"kinds":[],"general":[]}""")]
    [InlineData("""{"lessons":1,"signatures":[],"kinds":[{"kind":"Plague","plans":[]}],"general":[]}""")]
    public void What_cannot_be_read_is_null(string json) => KnowledgeJson.FromSnapshot(Encoding.UTF8.GetBytes(json)).ShouldBeNull();

    [Fact]
    public void What_is_missing_inside_is_passed_over() =>
        KnowledgeJson.FromSnapshot("""{"lessons":1,"signatures":[{"text":"no id"},{"id":"s1","text":"x"}],"kinds":[{}],"general":[{"tries":3}]}"""u8)
            .ShouldNotBeNull().Signatures.Keys.ShouldBe(["s1"]);

    [Theory]
    [InlineData("something-else", "{}")]
    [InlineData("outcome-known", "{}")]
    [InlineData("outcome-known", "[")]
    public void An_event_that_is_no_lesson_is_null(string type, string json) =>
        KnowledgeJson.FromJournal(new JournalEvent(1, "knowledge", 1, type, Encoding.UTF8.GetBytes(json), Learned.Start)).ShouldBeNull();

    [Fact]
    public void A_report_is_shown_as()
    {
        KnowledgeBase knowledge = KnowledgeBase.Empty
            .Times(2, "s1", "restart", cured: true, seconds: 4.5).Times(1, "s1", "restart", cured: false).Times(1, "s2", "wait", cured: false, kind: FaultKind.Leak);

        Encoding.UTF8.GetString(StrategyReport.Of(knowledge, Learned.Options).ToJson()).ShouldBe(
            """{"totals":{"plan":null,"total":4,"successful":2,"failed":2,"successPercent":50,"meanSeconds":4.5},"plans":[{"plan":"restart","total":3,"successful":2,"failed":1,"successPercent":66.7,"meanSeconds":4.5},{"plan":"wait","total":1,"successful":0,"failed":1,"successPercent":0,"meanSeconds":null}],"strategies":[{"signatureId":"s1","signature":"words of s1","kind":"Hang","plan":"restart","tries":3,"successes":2,"successPercent":66.7,"meanSeconds":4.5,"confidence":"low","lowPercent":27,"highPercent":85,"lastUsed":"2026-11-01T08:00:00+00:00"},{"signatureId":"s2","signature":"words of s2","kind":"Leak","plan":"wait","tries":1,"successes":0,"successPercent":0,"meanSeconds":null,"confidence":"low","lowPercent":10,"highPercent":75,"lastUsed":"2026-11-01T08:00:00+00:00"}]}""");
    }

    [Fact]
    public void An_empty_report_has_zeros_and_no_rate() =>
        StrategyReport.Of(KnowledgeBase.Empty, Learned.Options).Totals.ShouldBe(new StrategyTotal(null, 0, 0, 0, null, null));

    [Fact]
    public void Confidence_grows_with_the_tries()
    {
        Confidence(2).ShouldBe("low");
        Confidence(8).ShouldBe("medium");
        Confidence(40).ShouldBe("high");

        static string Confidence(int tries) =>
            StrategyReport.Of(KnowledgeBase.Empty.Times(tries, "s1", "restart", cured: true), Learned.Options).Strategies.Single().Confidence;
    }
}
