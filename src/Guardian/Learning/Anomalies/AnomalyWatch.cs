using System.Collections.Concurrent;
using Guardian.Health;

namespace Guardian.Learning.Anomalies;

/// <summary>Watches the figures of the server and of its workers for something unusual.</summary>
/// <remarks>
/// Fed by <see cref="FleetPulse"/>, so one value for each check. Memory and processor use of at most <see cref="MostWorkers"/> workers,
/// the critical ones first: a detector takes some 65 KB.
/// </remarks>
internal sealed class AnomalyWatch : ReceiveActor
{
    /// <summary>Workers whose figures are watched.</summary>
    public const int MostWorkers = 50;

    private const int MostKept = 200;

    private readonly Dictionary<(string? Worker, string Figure), AnomalyDetector> _detectors = [];
    private readonly AnomalyOptions _options;
    private readonly ConcurrentQueue<AnomalySeen> _seen;

    /// <summary>Made by the node.</summary>
    /// <param name="options">When a value is unusual.</param>
    /// <param name="seen">Receives what was seen, the newest last; at most 200 are kept.</param>
    public AnomalyWatch(AnomalyOptions options, ConcurrentQueue<AnomalySeen> seen)
    {
        _options = options;
        _seen = seen;
        Receive<FleetPulse>(OnPulse);
    }

    public static Props Props(AnomalyOptions options, ConcurrentQueue<AnomalySeen> seen) => ActorProps.Create(() => new AnomalyWatch(options, seen));

    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(FleetPulse));

    private void OnPulse(FleetPulse pulse)
    {
        Look(null, "cpu", pulse.At, pulse.HostCpu);
        Look(null, "memory", pulse.At, pulse.HostMemory);
        Look(null, "load", pulse.At, pulse.HostLoad);
        WorkerPulse[] watched = [.. pulse.Workers.OrderByDescending(worker => worker.Critical).ThenBy(worker => worker.Name, StringComparer.Ordinal).Take(MostWorkers)];
        foreach (WorkerPulse worker in watched)
        {
            Look(worker.Name, "cpu", pulse.At, worker.Cpu);
            Look(worker.Name, "memory", pulse.At, worker.ResidentBytes);
        }

        foreach ((string? worker, string figure) in _detectors.Keys.Where(key => key.Worker is { } name && watched.All(one => one.Name != name)).ToArray())
        {
            _detectors.Remove((worker, figure));
        }
    }

    private void Look(string? worker, string figure, DateTimeOffset at, double? value)
    {
        if (value is not { } number)
        {
            return;
        }

        if (!_detectors.TryGetValue((worker, figure), out AnomalyDetector? detector))
        {
            _detectors[(worker, figure)] = detector = new AnomalyDetector(_options);
        }

        if (detector.Next(at, number) >= _options.Threshold && detector.Latest is { } anomaly)
        {
            AnomalySeen seen = new(worker, figure, anomaly);
            _seen.Enqueue(seen);
            while (_seen.Count > MostKept && _seen.TryDequeue(out _))
            {
                // The oldest go.
            }

            Context.System.EventStream.Publish(seen);
        }
    }
}
