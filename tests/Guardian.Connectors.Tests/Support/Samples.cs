using System.Collections.Immutable;
using Guardian.Alerts;
using Guardian.Connectors.Notifying;
using Guardian.Hocon;

namespace Guardian.Connectors.Tests.Support;

/// <summary>Messages and notifiers as a configuration makes them.</summary>
internal static class Samples
{
    public const string Secret = "tok-3cr3t";

    public static Alert Alert { get; } = new()
    {
        Id = "0mjuohs00",
        Level = AlertLevel.High,
        Source = "worker/mailer",
        Message = "mailer <is> down & out",
        Timestamp = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
        Context = new AlertContext(5, 4, 1),
        Incident = null,
        Key = "worker/mailer/down",
        State = AlertState.Firing,
        Count = 1,
        AcknowledgedBy = null,
        AcknowledgedAt = null,
        ResolvedAt = null,
    };

    public static Notification Message(params string[] texts) => new()
    {
        Id = "0mjuohzps-ops",
        Route = "ops",
        Notifier = "ops",
        At = new DateTimeOffset(2026, 1, 1, 0, 0, 10, TimeSpan.Zero),
        Items = [.. (texts.Length == 0 ? [Alert.Message] : texts).Select(text => new NotificationItem(NotificationKind.Firing, Alert with { Message = text }, text))],
        More = 0,
        Note = null,
    };

    /// <summary>The notifier <c>ops</c> of a block of configuration.</summary>
    public static INotifier Notifier(
        string block, TimeProvider? time = null, string delivery = "tries = 1", Func<string, string?>? variable = null, string directory = "/nowhere")
    {
        ConfigProblems problems = new();
        string text = $"guardian.alerts {{ notifiers {{ file = null, ops {{ {block} }} }}, routes.file = null, delivery {{ {delivery} }} }}";
        AlertOptions options = GuardianOptions.Load(ReferenceConfig.Under(HoconSource.Text(text, "test.conf")), problems).Alerts;
        problems.All.ShouldBeEmpty();
        options.ToString().ShouldNotContain(Secret);
        ImmutableArray<INotifier> notifiers = NotifierFactory.Create(options, new NotifierSurroundings
        {
            DataDirectory = directory,
            ConfigDirectory = directory,
            HostName = "alpha",
            Variable = variable ?? (_ => null),
            Time = time ?? TimeProvider.System,
            Seed = 1,
        });
        return notifiers.ShouldHaveSingleItem();
    }

    /// <summary>Sends, and proves that the result shows no secret.</summary>
    public static async Task<NotifyResult> TryAsync(this INotifier notifier, Notification? message = null)
    {
        NotifyResult result = await notifier.SendAsync(message ?? Message(), CancellationToken.None);
        $"{result}{notifier}".ShouldNotContain(Secret);
        return result;
    }
}
