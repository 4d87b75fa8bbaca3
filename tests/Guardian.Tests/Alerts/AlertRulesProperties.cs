using FsCheck;
using FsCheck.Fluent;
using Guardian.Alerts;
using static Guardian.Tests.Alerts.AlertSamples;

namespace Guardian.Tests.Alerts;

public sealed class AlertRulesProperties
{
    private static readonly AlertOptions s_options = AlertSamples.Options("max-per-hour = 5, repeat = 10m, repeat-critical = 5m");

    private static Arbitrary<(int Pause, int Worker, int What)[]> Stories { get; } = ArbMap.Default.ArbFor<(int, int, int)[]>();

    [Fact]
    public void Whatever_happens_no_route_gets_more_messages_within_an_hour_than_its_limits() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Stories, story =>
        {
            List<double> sent = [.. Tell(story, out _).Select(message => (message.At - Start).TotalSeconds)];
            return sent.All(end => sent.Count(at => at <= end && at > end - 3600) <= 10);
        }));

    [Fact]
    public void Whatever_happens_nothing_is_told_to_be_over_that_was_not_told_to_have_begun() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Stories, story =>
        {
            HashSet<string> begun = [];
            foreach (Notification message in Tell(story, out _).Where(message => message.More == 0))
            {
                foreach (NotificationItem item in message.Items)
                {
                    if (item.Kind == NotificationKind.Firing)
                    {
                        begun.Add(item.Alert.Id);
                    }
                    else if (item.Kind == NotificationKind.Resolved && !begun.Remove(item.Alert.Id))
                    {
                        return false;
                    }
                }
            }

            return true;
        }));

    [Fact]
    public void A_board_read_back_from_its_events_or_its_snapshot_goes_on_alike() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Stories, story =>
        {
            _ = Tell(story, out AlertPlay play);
            AlertBoard folded = play.Events.Aggregate(AlertBoard.Empty, (board, each) => board.Apply(each.Event, each.At));
            AlertBoard restored = AlertJson.FromSnapshot(AlertJson.ToSnapshot(play.Board), At(1e7))!;
            byte[] kept = AlertJson.ToSnapshot(play.Board);
            return kept.AsSpan().SequenceEqual(AlertJson.ToSnapshot(folded)) && kept.AsSpan().SequenceEqual(AlertJson.ToSnapshot(restored));
        }));

    [Fact]
    public void Who_looks_only_when_the_rules_say_so_misses_nothing() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Stories, story =>
        {
            _ = Tell(story, out AlertPlay play);
            double now = (play.Events.Count == 0 ? 0 : play.Events[^1].At.Monotonic.SinceOrigin.TotalSeconds) + 0.001;
            while (play.Due(now).Length > 0)
            {
            }

            // At the limit of the hour a look may only find that it has to wait on, once for each of the two limits.
            for (int looks = 0; looks < 4; looks++)
            {
                if (AlertRules.Due(play.Board, At(now), s_options).Next is not { } next)
                {
                    return play.Board.OpenByKey.IsEmpty;
                }

                double then = next.SinceOrigin.TotalSeconds;
                if (then <= now || !play.Due(then - 0.001).IsEmpty)
                {
                    return false;
                }

                now = then;
                if (!play.Due(now).IsEmpty)
                {
                    return true;
                }
            }

            return false;
        }));

    private static List<Notification> Tell((int Pause, int Worker, int What)[] story, out AlertPlay play)
    {
        play = new AlertPlay { Options = s_options };
        List<Notification> sent = [];
        double now = 0;
        foreach ((int pause, int worker, int what) in story)
        {
            double until = now + (uint)pause % 900;
            for (; now < until; now += 15)
            {
                sent.AddRange(play.Due(now));
            }

            string name = $"w{(uint)worker % 4}";
            AlertSignal signal = ((uint)what % 6) switch
            {
                0 => Up(name),
                1 => new AlertSignal.Notice($"worker/{name}/recovered", AlertSource.Worker(name), "recovered"),
                uint level => Down(name, (AlertLevel)(level - 2)),
            };
            play.Hear(now, signal);
        }

        for (double end = now + 7200; now < end; now += 15)
        {
            sent.AddRange(play.Due(now));
        }

        return sent;
    }
}
