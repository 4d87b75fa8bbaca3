using Guardian.Hocon;

namespace Guardian.Alerts;

/// <summary>How alerts are grouped, repeated, limited and carried to people.</summary>
/// <remarks>HOCON: <c>guardian.alerts</c>; defaults are written once, in the reference file. Applied by <see cref="AlertRules"/>.</remarks>
public sealed record AlertOptions
{
    /// <summary>Time from a change to its message; what changes meanwhile goes into the same message.</summary>
    /// <value>Zero to 10 min.</value>
    public required TimeSpan GroupWait { get; init; }

    /// <summary>Time from one message about a lasting alert to the next.</summary>
    /// <value>1 min or more; infinite: never repeated.</value>
    public required TimeSpan Repeat { get; init; }

    /// <summary>The same for critical alerts.</summary>
    /// <value>1 min or more; infinite: never repeated.</value>
    public required TimeSpan RepeatCritical { get; init; }

    /// <summary>Most messages of a route within an hour; twice as many when something critical begins. The rest waits for a summary.</summary>
    /// <value>1 to 1000.</value>
    public required int MaxPerHour { get; init; }

    /// <summary>Most messages that wait to be sent.</summary>
    /// <value>1 to 10,000.</value>
    public required int Queue { get; init; }

    /// <summary>Age at which a message that could not be sent is given up.</summary>
    /// <value>1 min or more.</value>
    public required TimeSpan GiveUpAfter { get; init; }

    /// <summary>How notifiers that use the network try.</summary>
    public required AlertDeliveryOptions Delivery { get; init; }

    /// <summary>Who carries messages.</summary>
    public required ValueArray<NotifierOptions> Notifiers { get; init; }

    /// <summary>Which alerts go to whom.</summary>
    public required ValueArray<AlertRouteOptions> Routes { get; init; }

    internal static AlertOptions Read(HoconSection at, ConfigProblems problems)
    {
        HoconSection notifiers = at.Section("notifiers");
        HoconSection routes = at.Section("routes");
        AlertOptions read = new()
        {
            GroupWait = at.Duration("group-wait"),
            Repeat = at.Duration("repeat"),
            RepeatCritical = at.Duration("repeat-critical"),
            MaxPerHour = at.Int32("max-per-hour"),
            Queue = at.Int32("queue"),
            GiveUpAfter = at.Duration("give-up-after"),
            Delivery = AlertDeliveryOptions.Read(at.Section("delivery"), problems),
            Notifiers = notifiers.Sections().Select(notifier => NotifierOptions.Read(notifier.Key, notifier.Value, problems)).OfType<NotifierOptions>().ToValueArray(),
            Routes = routes.Sections().Select(route => AlertRouteOptions.Read(route.Key, route.Value, problems)).ToValueArray(),
        };
        problems.Require(
            read.GroupWait >= TimeSpan.Zero && read.GroupWait <= TimeSpan.FromMinutes(10), at.Path("group-wait"), read.GroupWait, "must be 0 s to 10 min");
        RequireInterval(read.Repeat, at.Path("repeat"), problems);
        RequireInterval(read.RepeatCritical, at.Path("repeat-critical"), problems);
        problems.Require(read.MaxPerHour is >= 1 and <= 1000, at.Path("max-per-hour"), read.MaxPerHour, "must be 1 to 1000");
        problems.Require(read.Queue is >= 1 and <= 10_000, at.Path("queue"), read.Queue, "must be 1 to 10000");
        problems.Require(read.GiveUpAfter >= TimeSpan.FromMinutes(1), at.Path("give-up-after"), read.GiveUpAfter, "must be 1 min or longer");
        RejectOthers(notifiers, "must be a block with a type", problems);
        RejectOthers(routes, "must be a block with a notifier", problems);
        string[] names = [.. notifiers.Sections().Select(notifier => notifier.Key)];
        foreach ((string key, HoconSection route) in routes.Sections())
        {
            string? wanted = read.Routes.FirstOrDefault(each => each.Name == key)?.Notifier;
            problems.Require(wanted is null or "" || names.Contains(wanted), route.Path("notifier"), wanted, Names.Unknown("notifier", wanted ?? "", names));
        }

        at.RejectUnreadKeys(problems);
        return read;
    }

    private static void RequireInterval(TimeSpan interval, string path, ConfigProblems problems) =>
        problems.Require(
            interval >= TimeSpan.FromMinutes(1) || interval == Timeout.InfiniteTimeSpan, path, interval, "must be 1 min or longer, or infinite");

    /// <summary>Anything but a block in a section of named blocks; null takes a block of a lower layer away.</summary>
    private static void RejectOthers(HoconSection at, string rule, ConfigProblems problems)
    {
        foreach (string key in at.Keys)
        {
            if (at.Value(key) is not (null or HoconObject or HoconNull))
            {
                problems.Add(at.Path(key), null, rule);
            }
        }
    }
}
