using System.Text.Json;
using System.Text.Json.Serialization;
using Guardian.Hocon;
using Guardian.Incidents;
using Guardian.Journal;
using Guardian.Kpi;
using Guardian.Tests.Configuration;
using Guardian.Workers;
using Guardian.Workers.Records;

namespace Guardian.Tests.Kpi;

/// <summary>A journal told by a test: what happened, at which second after noon.</summary>
internal sealed class KpiStory
{
    public static readonly DateTimeOffset Noon = new(2031, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    private readonly List<JournalEvent> _events = [];
    private int _pid = 100;

    public IReadOnlyList<JournalEvent> Events => _events;

    public static KpiOptions Options => Example.Load(string.Empty, new ConfigProblems()).Kpi;

    public static DateTimeOffset At(double seconds) => Noon.AddSeconds(seconds);

    public KpiStory Node(double at, string type) => Add("node", NodeEvents.Event(type, At(at)));

    /// <summary>The node says each minute that it is there.</summary>
    public KpiStory Alive(double from, double to)
    {
        for (double at = from; at <= to; at += 60)
        {
            Node(at, NodeEvents.Alive);
        }

        return this;
    }

    public KpiStory State(double at, string worker, string state) => Worker(at, worker, new WorkerEvent.HealthChanged(state, 50, []));

    public KpiStory Intent(double at, string worker, bool run) => Worker(at, worker, new WorkerEvent.IntentChanged(run, null, "me"));

    public KpiStory Started(double at, string worker, bool adopted = false) =>
        Worker(at, worker, new WorkerEvent.InstanceStarted(0, new ProcessIdentity(++_pid, _pid, "boot"), adopted));

    public KpiStory Crashed(double at, string worker, string verdict = "restart", int code = 1) =>
        Worker(at, worker, new WorkerEvent.InstanceEnded(0, ExitStatus.Exited(code), "crash", Expected: false, 5))
            .Worker(at, worker, new WorkerEvent.RestartDecided(0, verdict, verdict == "restart" ? 0 : null, "because"));

    public KpiStory Worker(double at, string worker, WorkerEvent happened) =>
        Add(WorkerRecordJson.StreamOf(worker), WorkerRecordJson.ToJournal(happened, At(at)));

    public KpiStory Incident(double at, string id, IncidentEvent happened)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(happened, s_json);
        using JsonDocument read = JsonDocument.Parse(json);
        return Add("incident/" + id, new NewEvent(read.RootElement.GetProperty("type").GetString()!, json, At(at)));
    }

    public KpiStory Detected(double at, string id, string? worker, double since) => Incident(at, id, new IncidentEvent.Detected(
        Guardian.Faults.FaultKind.BudgetSpent, worker, null, "because", Guardian.Council.Severity.Critical, At(since), false, 0, []));

    public KpiLedger Ledger()
    {
        KpiLedger ledger = new();
        foreach (JournalEvent kept in _events)
        {
            ledger.Apply(kept);
        }

        return ledger;
    }

    public KpiReport Report(double now, KpiWindow window = KpiWindow.Day) => KpiReports.Build(Ledger(), window, At(now), Options);

    private KpiStory Add(string stream, NewEvent happened)
    {
        _events.Add(new JournalEvent(_events.Count + 1, stream, 1 + _events.Count(kept => kept.Stream == stream), happened.Type, happened.Json, happened.At));
        return this;
    }
}
