using Guardian.Actors.TestKit;
using Guardian.Alerts;
using Guardian.Hosting;
using Guardian.Tests.Workers.Records;
using Microsoft.Extensions.Logging;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Guardian.Tests.Alerts;

/// <summary>A desk in an actor system of its own, over a journal that outlives it.</summary>
internal sealed class DeskPlay : IDisposable
{
    private readonly ActorSystem _system;
    private readonly IActorRef _desk;

    public DeskPlay(MemoryJournal? journal, FakeNotifier notifier, string options = "", ManualTimeProvider? time = null, bool away = false)
    {
        (Notifier, Time, Away) = (notifier, time ?? new ManualTimeProvider(), away);
        _system = ActorSystems.Create("alerts", Time);
        _desk = _system.ActorOf(
            AlertDesk.Props(new AlertDeskSetup
            {
                Journal = journal is null ? null : () => Away ? null : journal,
                Clock = new Clock(Time),
                Notifiers = [notifier],
                Options = AlertSamples.Options(options),
                Context = () => AlertSamples.Context,
                Log = Log,
            }),
            "alerts");
        Book = new AlertBook(_system, _desk);
        if (!away)
        {
            Settle();
        }
    }

    public FakeNotifier Notifier { get; }

    public ManualTimeProvider Time { get; }

    public bool Away { get; set; }

    public AlertBook Book { get; }

    public ListLogger Log { get; } = new();

    public DeskPlay Tell(params AlertSignal[] signals)
    {
        foreach (AlertSignal signal in signals)
        {
            _desk.Tell(signal);
        }

        return this;
    }

    public AlertDesk.Listing List(AlertQuery? query = null) => Ask<AlertDesk.Listing>(new AlertDesk.List(query ?? new AlertQuery()));

    public CommandReply Acknowledge(string id, string by = "me") => Ask<CommandReply>(new AlertDesk.Acknowledge(id, by));

    public void Configure(string options, params INotifier[] notifiers) => _desk.Tell(new AlertDesk.Configure(AlertSamples.Options(options), [.. notifiers]));

    /// <summary>Waits until everything told is decided and stored.</summary>
    public bool Settle() => Ask<AlertDesk.Flushed>(AlertDesk.Flush.Instance).Complete;

    public DeskPlay Pass(double seconds)
    {
        List(); // what was told before has set its timers
        Time.Advance(TimeSpan.FromSeconds(seconds));
        return this;
    }

    /// <summary>Waits until no message waits, or as many as said.</summary>
    public void UntilWaiting(int count) =>
        SpinWait.SpinUntil(() => List().Waiting == count, TimeSpan.FromSeconds(20)).ShouldBeTrue($"{List().Waiting} messages wait, not {count}");

    public void Dispose()
    {
        Wait(_system.Terminate(), "the end of the actor system");
    }

    private T Ask<T>(object message)
    {
        T? answer = default;
        Wait(AskAsync(), $"an answer to {message}");
        return answer!;

        async Task AskAsync() => answer = await _desk.Ask<T>(message, Timeout.InfiniteTimeSpan).ConfigureAwait(false);
    }

    private static void Wait(Task task, string what)
    {
#pragma warning disable VSTHRD002 // the desk runs on the pool; a test that moves a manual clock is read as one thread
        task.Wait(TimeSpan.FromSeconds(20)).ShouldBeTrue($"{what} did not come within 20 s");
#pragma warning restore VSTHRD002
    }

    /// <summary>Keeps what is logged.</summary>
    internal sealed class ListLogger : ILogger
    {
        private readonly Lock _gate = new(); // guards _lines
        private readonly List<string> _lines = [];

        public IReadOnlyList<string> Lines
        {
            get { lock (_gate) { return [.. _lines]; } }
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_gate)
            {
                _lines.Add($"{logLevel} {eventId.Id} {formatter(state, exception)}");
            }
        }
    }
}
