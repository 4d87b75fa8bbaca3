using Guardian.Workers.Actors;
using Guardian.Workers.Records;

namespace Guardian.Tests.Workers.Actors;

public sealed class WorkerIntentTests
{
    [Theory]
    [InlineData(true, false, false, false)] // nobody has spoken: what the store says
    [InlineData(false, false, true, true)]
    [InlineData(true, false, null, true)] // nor does the store know anything
    [InlineData(true, true, false, true)] // somebody has: that stays
    [InlineData(false, true, true, false)]
    public void A_late_word_of_the_store_counts_where_nobody_has_spoken(bool run, bool spoken, bool? known, bool expected) =>
        new WorkerIntent(run, null, spoken).Recall(WorkerRecord.New("w") with { Run = known }).Run.ShouldBe(expected);

    [Theory]
    [InlineData(null, 3, 3)]
    [InlineData(2, 3, 2)]
    [InlineData(2, null, 2)]
    [InlineData(null, null, null)]
    public void A_number_of_instances_that_was_asked_for_since_stays(int? scale, int? known, int? expected) =>
        new WorkerIntent(true, scale, Spoken: true).Recall(WorkerRecord.New("w") with { Run = true, Scale = known }).Scale.ShouldBe(expected);

    [Fact]
    public void A_store_that_knows_what_is_wanted_anyway_changes_nothing() =>
        new WorkerIntent(true, 2, Spoken: true).Recall(WorkerRecord.New("w") with { Run = true, Scale = 2 })
            .ShouldBe(new WorkerIntent(true, 2, Spoken: true));
}
