using System.Collections.Immutable;
using Guardian.Alerts;

namespace Guardian.Tests.Alerts;

/// <summary>Plays signals and moments through the rules, applying what they decide.</summary>
internal sealed class AlertPlay
{
    public AlertBoard Board { get; private set; } = AlertBoard.Empty;

    public AlertOptions Options { get; set; } = AlertSamples.Options();

    /// <summary>Everything that happened, in order.</summary>
    public List<(AlertEvent Event, AlertMoment At)> Events { get; } = [];

    public Alert Only => Board.Alerts.Values.ShouldHaveSingleItem();

    public AlertPlay Hear(double seconds, AlertSignal signal)
    {
        foreach (AlertEvent happened in AlertRules.Hear(Board, signal, AlertSamples.Context, AlertSamples.At(seconds).Wall, Options).Events)
        {
            Apply(seconds, happened);
        }

        return this;
    }

    public ImmutableArray<Notification> Due(double seconds)
    {
        ImmutableArray<AlertEvent> events = AlertRules.Due(Board, AlertSamples.At(seconds), Options).Events;
        foreach (AlertEvent happened in events)
        {
            Apply(seconds, happened);
        }

        return [.. events.OfType<AlertEvent.Queued>().Select(queued => queued.Notification)];
    }

    public void Apply(double seconds, AlertEvent happened)
    {
        Board = Board.Apply(happened, AlertSamples.At(seconds));
        Events.Add((happened, AlertSamples.At(seconds)));
    }
}
