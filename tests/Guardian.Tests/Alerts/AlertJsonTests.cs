using System.Collections.Immutable;
using System.Text;
using Guardian.Alerts;
using Guardian.Journal;
using static Guardian.Tests.Alerts.AlertSamples;

namespace Guardian.Tests.Alerts;

/// <summary>Stored formats and contracts: a change here is a decision.</summary>
public sealed class AlertJsonTests
{
    private const string AlertText =
        """{"id":"0mjuohs00","level":"high","source":"worker/mailer","message":"mailer is down","timestamp":"2026-01-01T00:00:00+00:00","context":{"totalWorkers":5,"healthyWorkers":4,"criticalWorkers":1},"incident":null,"key":"worker/mailer/down","state":"firing","count":1,"acknowledgedBy":null,"acknowledgedAt":null,"resolvedAt":null}""";

    private readonly AlertPlay _play = new AlertPlay().Hear(0, Down());

    [Fact]
    public void An_alert_has_exactly_the_fields_of_the_contract() => AlertJson.Text(_play.Only).ShouldBe(AlertText);

    [Fact]
    public void A_message_is_as_webhooks_know_it() => Encoding.UTF8.GetString(AlertJson.Bytes(_play.Due(10).Single())).ShouldBe(
        """{"id":"0mjuohzps-ops","route":"ops","notifier":"ops","at":"2026-01-01T00:00:10+00:00","items":[{"kind":"firing","alert":""" + AlertText
        + ""","text":"mailer is down"}],"more":0,"note":null}""");

    [Fact]
    public void Every_event_is_stored_as_written_down()
    {
        Notification message = _play.Due(10).Single();
        string raised = $$"""{"type":"alert-raised","alert":{{AlertText}},"routes":["ops"]}""";
        Stored(_play.Events[0].Event).ShouldBe(("alert-raised", raised));
        Stored(new AlertEvent.Repeated("a", AlertLevel.Critical, "worse", 3, ["ops"])).ShouldBe(
            ("alert-repeated", """{"type":"alert-repeated","id":"a","level":"critical","message":"worse","count":3,"routes":["ops"]}"""));
        Stored(new AlertEvent.Resolved("a", "over")).ShouldBe(("alert-resolved", """{"type":"alert-resolved","id":"a","message":"over"}"""));
        Stored(new AlertEvent.Acknowledged("a", "me")).ShouldBe(("alert-acknowledged", """{"type":"alert-acknowledged","id":"a","by":"me"}"""));
        Stored(new AlertEvent.Queued(message, ["a"])).ShouldBe(
            ("notification-queued", $$"""{"type":"notification-queued","notification":{{Encoding.UTF8.GetString(AlertJson.Bytes(message))}},"told":["a"]}"""));
        Stored(new AlertEvent.Sent("n")).ShouldBe(("notification-sent", """{"type":"notification-sent","id":"n"}"""));
        Stored(new AlertEvent.Dropped("n", "old")).ShouldBe(("notification-dropped", """{"type":"notification-dropped","id":"n","reason":"old"}"""));
    }

    [Theory]
    [InlineData("""{"type":"alert-resolved"}""")]
    [InlineData("""{"type":"alert-raised","alert":null,"routes":[]}""")]
    [InlineData("""{"type":"something-newer","id":"a"}""")]
    [InlineData("""{"id":"a"}""")]
    [InlineData("nonsense")]
    public void An_event_that_cannot_be_read_is_passed_over(string json) =>
        AlertJson.FromJournal(new JournalEvent(1, "alerts", 1, "x", Encoding.UTF8.GetBytes(json), Start)).ShouldBeNull();

    [Fact]
    public void Ids_ascend_as_numbers_and_as_texts_and_are_never_used_twice()
    {
        long first = AlertId.Next(0, Start);
        long second = AlertId.Next(first, Start);
        long back = AlertId.Next(second, Start.AddDays(-1));

        string.CompareOrdinal(AlertId.Text(first), AlertId.Text(second)).ShouldBeLessThan(0);
        back.ShouldBe(second + 1);
        AlertId.Number(AlertId.Text(back) + "-ops").ShouldBe(back);
        AlertId.Number("???").ShouldBe(0);
    }

    [Fact]
    public void The_oldest_alert_that_is_over_is_forgotten_when_there_are_too_many()
    {
        AlertPlay play = new();
        ImmutableArray<string> none = [];
        for (int at = 0; at < AlertBoard.MostAlerts; at++)
        {
            play.Apply(at, new AlertEvent.Raised(_play.Only with { Id = AlertId.Text(1_000_000 + at), Key = $"k{at}" }, none));
        }

        play.Apply(20_000, new AlertEvent.Resolved(AlertId.Text(1_000_007), "over"));
        play.Apply(20_001, new AlertEvent.Raised(_play.Only with { Id = AlertId.Text(2_000_000), Key = "new" }, none));
        play.Apply(20_002, new AlertEvent.Raised(_play.Only with { Id = AlertId.Text(2_000_001), Key = "newer" }, none));

        play.Board.Alerts.Count.ShouldBe(AlertBoard.MostAlerts);
        play.Board.Alerts.ContainsKey(AlertId.Text(1_000_007)).ShouldBeFalse("it was over");
        play.Board.Alerts.ContainsKey(AlertId.Text(1_000_000)).ShouldBeFalse("nothing else was over");
        play.Board.OpenOf("k0").ShouldBeNull();
        play.Board.OpenOf("newer").ShouldNotBeNull();
    }

    private static (string, string) Stored(AlertEvent happened)
    {
        NewEvent kept = AlertJson.ToJournal(happened, Start);
        AlertEvent? back = AlertJson.FromJournal(new JournalEvent(1, "alerts", 1, kept.Type, kept.Json, Start));
        AlertJson.ToJournal(back!, Start).Json.ToArray().ShouldBe(kept.Json.ToArray());
        return (kept.Type, Encoding.UTF8.GetString(kept.Json.Span));
    }
}
