using Guardian.Alerts;
using static Guardian.Tests.Alerts.AlertSamples;

namespace Guardian.Tests.Alerts;

public sealed class AlertRulesTests
{
    private readonly AlertPlay _play = new();

    [Fact]
    public void Several_alerts_within_the_group_wait_become_one_message_worst_first()
    {
        _play.Hear(0, Down("a", AlertLevel.Medium)).Hear(4, Down("b", AlertLevel.Critical)).Hear(9, Down("c"));

        _play.Due(9.9).ShouldBeEmpty();
        Notification message = _play.Due(10).ShouldHaveSingleItem();
        message.Items.Select(item => item.Text).ShouldBe(["b is down", "c is down", "a is down"]);
        message.Level.ShouldBe(AlertLevel.Critical);
        _play.Due(11).ShouldBeEmpty();
    }

    [Fact]
    public void The_same_key_is_one_alert_that_counts()
    {
        _play.Hear(0, Down()).Hear(1, Down()).Hear(2, Down());

        Alert alert = _play.Board.Alerts.Values.ShouldHaveSingleItem();
        alert.Count.ShouldBe(3);
        _play.Due(10).ShouldHaveSingleItem().Items.ShouldHaveSingleItem().Alert.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData(AlertLevel.High, 4 * 3600)]
    [InlineData(AlertLevel.Critical, 3600)]
    public void A_lasting_alert_is_repeated_at_its_interval(AlertLevel level, int interval)
    {
        _play.Hear(0, Down(level: level));
        _play.Due(10).ShouldHaveSingleItem();

        _play.Due(10 + interval + 9).ShouldBeEmpty();
        _play.Due(10 + interval + 10).ShouldHaveSingleItem().Items[0].Kind.ShouldBe(NotificationKind.Reminder);
        _play.Due(10 + interval + 11).ShouldBeEmpty();
    }

    [Fact]
    public void An_acknowledged_alert_is_not_repeated_until_it_rises()
    {
        _play.Hear(0, Down());
        _play.Due(10).ShouldHaveSingleItem();
        _play.Apply(20, new AlertEvent.Acknowledged(_play.Only.Id, "me"));
        _play.Due(100_000).ShouldBeEmpty();

        _play.Hear(100_000, Down(level: AlertLevel.Critical));
        _play.Only.AcknowledgedBy.ShouldBeNull("it was seen at the lower level only");
        _play.Due(100_010).ShouldHaveSingleItem().Items[0].Kind.ShouldBe(NotificationKind.Firing);
    }

    [Fact]
    public void A_lower_level_neither_lowers_it_nor_is_told()
    {
        _play.Hear(0, Down());
        _play.Due(10).ShouldHaveSingleItem();
        _play.Hear(20, Down(level: AlertLevel.Medium));

        _play.Only.Level.ShouldBe(AlertLevel.High);
        _play.Due(60).ShouldBeEmpty();
    }

    [Fact]
    public void One_message_says_that_it_is_over_when_its_beginning_was_told()
    {
        _play.Hear(0, Down());
        _play.Due(10).ShouldHaveSingleItem();
        _play.Hear(50, Up());

        NotificationItem item = _play.Due(60).ShouldHaveSingleItem().Items.ShouldHaveSingleItem();
        item.Kind.ShouldBe(NotificationKind.Resolved);
        item.Text.ShouldBe("mailer runs again");
        _play.Due(100_000).ShouldBeEmpty();
        _play.Board.Standing.ShouldBeEmpty();
    }

    [Fact]
    public void What_is_over_within_the_group_wait_is_kept_and_not_told()
    {
        _play.Hear(0, Down()).Hear(9, Up());

        _play.Due(100).ShouldBeEmpty();
        _play.Only.State.ShouldBe(AlertState.Resolved);
        _play.Only.ResolvedAt.ShouldBe(Start.AddSeconds(9));
    }

    [Fact]
    public void Nothing_ends_that_did_not_begin() => _play.Hear(0, Up()).Board.Alerts.ShouldBeEmpty();

    [Fact]
    public void A_notice_is_told_once_and_is_over_at_once()
    {
        _play.Hear(0, new AlertSignal.Notice("worker/mailer/recovered", AlertSource.Worker("mailer"), "mailer was restarted and works"));

        NotificationItem item = _play.Due(10).ShouldHaveSingleItem().Items.ShouldHaveSingleItem();
        item.Kind.ShouldBe(NotificationKind.Notice);
        item.Alert.Level.ShouldBe(AlertLevel.Low);
        item.Alert.State.ShouldBe(AlertState.Resolved);
        _play.Due(100_000).ShouldBeEmpty();
    }

    [Fact]
    public void At_the_limit_of_the_hour_the_rest_waits_for_a_summary_and_the_last_message_says_so()
    {
        _play.Options = AlertSamples.Options("max-per-hour = 3");
        List<Notification> sent = [];
        for (int minute = 0; minute < 59; minute++)
        {
            _play.Hear(minute * 60, Down($"w{minute}"));
            sent.AddRange(_play.Due((minute * 60) + 10));
        }

        sent.Count.ShouldBe(3);
        sent[2].Note.ShouldNotBeNull().ShouldContain("3 messages within an hour");
        sent[..2].ShouldAllBe(message => message.Note == null);
        _play.Due(3609).ShouldBeEmpty();
        Notification summary = _play.Due(3610).ShouldHaveSingleItem();
        summary.Items.Length.ShouldBe(56);
        summary.Note.ShouldNotBeNull().ShouldContain("old");
    }

    [Fact]
    public void A_message_lists_the_worst_and_counts_the_rest()
    {
        for (int at = 0; at < Notification.MostItems + 7; at++)
        {
            _play.Hear(0, Down($"w{at}", at == 150 ? AlertLevel.Critical : AlertLevel.Medium));
        }

        Notification message = _play.Due(10).ShouldHaveSingleItem();
        message.Items.Length.ShouldBe(Notification.MostItems);
        message.Items[0].Alert.Worker.ShouldBe("w150");
        message.More.ShouldBe(7);
        _play.Due(11).ShouldBeEmpty("those that are only counted are told too");
    }

    [Fact]
    public void A_critical_beginning_passes_the_limit_up_to_twice_of_it()
    {
        _play.Options = AlertSamples.Options("max-per-hour = 3");
        int sent = Enumerable.Range(0, 50).Sum(at => _play.Hear(at * 60, Down($"w{at}", AlertLevel.Critical)).Due((at * 60) + 10).Length);

        sent.ShouldBe(6);
    }

    [Fact]
    public void Only_routes_that_match_level_and_worker_are_told()
    {
        _play.Options = AlertSamples.Options(
            "routes { mail { notifier = ops, workers = [\"mail*\"] }, bad { notifier = ops, levels = [critical, high] }, every { notifier = ops, workers = [\"*\"] } }");
        _play.Hear(0, Down("mailer", AlertLevel.Medium)).Hear(0, new AlertSignal.Raise("node/a/load", AlertLevel.High, "node/a", "the load is 9"));

        _play.Due(10).ToDictionary(message => message.Route, message => string.Join(", ", message.Items.Select(item => item.Alert.Key))).ShouldBe(
            new Dictionary<string, string>
            {
                ["ops"] = "node/a/load, worker/mailer/down",
                ["mail"] = "worker/mailer/down",
                ["bad"] = "node/a/load",
                ["every"] = "node/a/load, worker/mailer/down",
            },
            ignoreOrder: true);
    }

    [Fact]
    public void The_oldest_of_the_lowest_level_is_dropped_when_too_many_wait()
    {
        _play.Options = AlertSamples.Options("queue = 2");
        foreach ((int at, AlertLevel level) in new[] { (0, AlertLevel.High), (20, AlertLevel.Low), (40, AlertLevel.Low), (60, AlertLevel.Critical) })
        {
            _play.Hear(at, Down($"w{at}", level)).Due(at + 10).ShouldHaveSingleItem();
        }

        AlertVerdict verdict = AlertRules.GiveUp(_play.Board, At(70).Wall, ["ops"], _play.Options);

        verdict.Events.Cast<AlertEvent.Dropped>().Select(dropped => dropped.Id).ShouldBe([_play.Board.Queue[1].Id, _play.Board.Queue[2].Id]);
        verdict.Events.Cast<AlertEvent.Dropped>().ShouldAllBe(dropped => dropped.Reason == "more than 2 messages wait");
    }

    [Theory]
    [InlineData(86_399, "ops", 0)]
    [InlineData(86_400, "ops", 1)]
    [InlineData(0, "other", 1)]
    public void A_message_is_given_up_when_it_is_too_old_or_nobody_carries_it(int age, string notifier, int dropped)
    {
        _play.Hear(0, Down()).Due(10);

        AlertRules.GiveUp(_play.Board, At(10 + age).Wall, [notifier], _play.Options).Events.Length.ShouldBe(dropped);
    }

    [Theory]
    [InlineData(1, null, 5)]
    [InlineData(2, null, 10)]
    [InlineData(7, null, 300)]
    [InlineData(1_000_000, null, 300)]
    [InlineData(1, 30, 30)]
    [InlineData(3, 1, 20)]
    [InlineData(1, 90_000, 3600)]
    public void The_pause_after_failures_doubles_and_obeys_the_receiver(int failures, int? asked, int seconds) =>
        AlertRules.RetryDelay(failures, asked is { } given ? TimeSpan.FromSeconds(given) : null).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData("*", "mailer", true)]
    [InlineData("mail*", "mailer", true)]
    [InlineData("mail*", "email", false)]
    [InlineData("*mail*", "email", true)]
    [InlineData("m?iler", "mailer", true)]
    [InlineData("m?iler", "miler", false)]
    [InlineData("a*b*c", "aXbXbc", true)]
    [InlineData("a*b*c", "aXbXbd", false)]
    [InlineData("", "x", false)]
    [InlineData("mailer**", "mailer", true)]
    public void A_pattern_matches_as_people_expect(string glob, string name, bool matches) => AlertRouting.MatchesGlob(glob, name).ShouldBe(matches);
}
