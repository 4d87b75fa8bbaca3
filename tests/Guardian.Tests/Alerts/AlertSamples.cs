using Guardian.Alerts;
using Guardian.Tests.Configuration;

namespace Guardian.Tests.Alerts;

/// <summary>Options, signals and moments as the tests of alerts need them.</summary>
internal static class AlertSamples
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static readonly AlertContext Context = new(5, 4, 1);

    /// <summary>One route <c>ops</c> over everything, unless the block says otherwise.</summary>
    public static AlertOptions Options(string block = "")
    {
        Guardian.Hocon.ConfigProblems problems = new();
        GuardianOptions options = Example.Load(
            "guardian.alerts { notifiers { file = null, ops { type = slack, url-env = NOWHERE } }, routes { file = null, ops.notifier = ops } }\n"
            + $"guardian.alerts {{ {block} }}",
            problems);
        problems.All.ShouldBeEmpty();
        return options.Alerts;
    }

    public static AlertMoment At(double seconds) => new(Start.AddSeconds(seconds), MonotonicTime.FromSeconds(seconds));

    public static AlertSignal.Raise Down(string worker = "mailer", AlertLevel level = AlertLevel.High) =>
        new($"worker/{worker}/down", level, AlertSource.Worker(worker), $"{worker} is down");

    public static AlertSignal.Resolve Up(string worker = "mailer") => new($"worker/{worker}/down", $"{worker} runs again");
}
