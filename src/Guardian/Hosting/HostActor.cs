using Guardian.Faults;
using Guardian.Health;
using Guardian.Workers.Actors;
using Microsoft.Extensions.Logging;

namespace Guardian.Hosting;

/// <summary>Watches the server itself: processors, memory, load, space.</summary>
internal sealed partial class HostActor : ReceiveActor, IWithTimers
{
    /// <summary>The configuration changed.</summary>
    public sealed record Apply(GuardianOptions Options);

    private sealed record Tick;

    private readonly IHostSampler _sampler;
    private readonly WorkerPorts _ports;
    private GuardianOptions _options;
    private HostSample? _earlier;
    private HostHistory _history = HostHistory.Empty;
    private HealthState _state = HealthState.Healthy;
    private FaultKind[] _standing = [];

    public HostActor(GuardianOptions options, IHostSampler sampler, WorkerPorts ports)
    {
        _options = options;
        _sampler = sampler;
        _ports = ports;
        Receive<Tick>(_ => OnTick());
        Receive<Apply>(apply => { _options = apply.Options; StartTimer(); });
    }

    /// <summary>Set by the runtime before <see cref="PreStart"/>.</summary>
    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(GuardianOptions options, IHostSampler sampler, WorkerPorts ports) =>
        ActorProps.Create(() => new HostActor(options, sampler, ports));

    protected override void PreStart()
    {
        OnTick();
        StartTimer();
    }

    private void StartTimer() => Timers.StartPeriodicTimer("tick", new Tick(), _options.Interval);

    private void OnTick()
    {
        HostSample now = _sampler.Sample(_ports.Facts.DataDirectory);
        HostFacts facts = HostFacts.From(_earlier, now);
        HostVerdict verdict = HostHealth.Judge(facts, _options.Host, _history, _ports.Clock.Now);
        _earlier = now;
        _history = verdict.History;
        _ports.Board.HostVerdict = verdict;
        _ports.Board.Host = new HostStatus(
            Percent(facts.Cpu),
            Percent(facts.Memory),
            now.MemoryTotal,
            now.Load1,
            now.Processors,
            now.DiskFree,
            now is { DiskTotal: > 0 and { } total, DiskFree: { } free } ? Percent(1 - ((double)free / total)) : null);
        foreach (HostFinding finding in verdict.Findings.Where(finding => !_standing.Contains(finding.Kind)))
        {
            Context.System.EventStream.Publish(new Fault(finding.Kind, null, null, finding.Reason, _ports.Clock.UtcNow));
        }

        _standing = [.. verdict.Findings.Select(finding => finding.Kind)];
        Context.System.EventStream.Publish(new FleetPulse(
            _ports.Clock.UtcNow, [.. _ports.Board.Workers.Select(WorkerPulse.Of)], facts.Cpu, facts.Memory, facts.Load));
        if (verdict.State != _state)
        {
            _state = verdict.State;
            LogHost(_ports.Log, verdict.State, verdict.Reasons.IsEmpty ? "nothing to report" : string.Join("; ", verdict.Reasons));
        }
    }

    private static double? Percent(double? share) => share is { } value ? Math.Round(value * 100, 1) : null;

    [LoggerMessage(2501, LogLevel.Warning, "The server is now {State}: {Reasons}")]
    private static partial void LogHost(ILogger log, HealthState state, string reasons);
}
