using Guardian.Chaos.Fleet;
using Guardian.Integration.Tests.Play;

namespace Guardian.Chaos.Faults;

/// <summary>One fault of the campaign: brought about, watched until it is over, and judged.</summary>
internal sealed class Injection
{
    /// <summary>A fault of which nothing came by then is judged as it stands.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(70);

    /// <summary>What looks well must stay so this long where no incident has settled.</summary>
    private static readonly TimeSpan s_hold = TimeSpan.FromSeconds(1.5);

    /// <summary>How long a worker is watched for being restarted over and over after a person was asked.</summary>
    private static readonly TimeSpan s_afterEscalation = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan s_outage = TimeSpan.FromSeconds(4);

    private readonly Places _places;
    private readonly int _deadPort;
    private readonly Dictionary<string, int> _pidsBefore = [];
    private long? _wellSince;
    private long? _escalatedAt;
    private bool _isWithdrawn;
    private bool _hasHelped;

    public Injection(int number, FaultPlan plan, IReadOnlyList<FleetWorker> workers, IReadOnlyList<string> instances, Places places, int deadPort)
    {
        Number = number;
        Plan = plan;
        Workers = workers;
        Instances = instances;
        _places = places;
        _deadPort = deadPort;
    }

    public int Number { get; }

    public FaultPlan Plan { get; }

    public IReadOnlyList<FleetWorker> Workers { get; }

    public IReadOnlyList<string> Instances { get; }

    /// <summary>When it was ordered.</summary>
    public long At { get; private set; }

    /// <summary>When it showed.</summary>
    public long? ShownAt { get; private set; }

    /// <summary>When the node noticed.</summary>
    public long? DetectedAt { get; private set; }

    /// <summary>When the worker was well again.</summary>
    public long? RecoveredAt { get; private set; }

    /// <summary>When the worker said that the fault was gone by something that cures it, and not because it was withdrawn.</summary>
    public long? CuredAt { get; private set; }

    /// <summary>While it is left to a fixed policy, a person being asked by the node is not its end.</summary>
    public bool IsLeftToPolicy { get; set; }

    /// <summary>When the campaign stopped looking.</summary>
    public long? EndedAt { get; private set; }

    public Outcome Outcome { get; private set; }

    /// <summary>Incidents that were about it, oldest first.</summary>
    public IReadOnlyList<IncidentSeen> Incidents { get; private set; } = [];

    /// <summary>Processes begun on its workers after a person was asked, while that was watched.</summary>
    public int BegunAfterEscalation { get; private set; }

    public bool AsExpected => (Plan.Expected, Outcome) is (Expected.Recovered, Outcome.Recovered) or (Expected.Escalated, Outcome.Escalated);

    /// <summary>Brings it about.</summary>
    public void Begin(Observation seen)
    {
        At = CampaignClock.Now;
        foreach (string instance in Instances)
        {
            if (seen.Instance(instance)?.Pid is { } pid) { _pidsBefore[instance] = pid; }
        }

        switch (Plan.Name)
        {
            case FaultPlans.Kill:
                foreach (int pid in _pidsBefore.Values) { Kernel.Signal(pid, Kernel.Kill); }
                ShownAt = At;
                break;
            case FaultPlans.Dependency:
                _places.SetDependency(false);
                ShownAt = At;
                break;
            case FaultPlans.Poison:
                Order();
                File.WriteAllText(Path.Combine(_places.Spool(Workers[0].Name), Site(Workers[0]).PoisonTask), "");
                break;
            default:
                Order();
                break;
        }
    }

    /// <summary>Looks at what has become of it.</summary>
    public async Task LookAsync(Observation seen, NodeApi api)
    {
        if (Plan.Name == FaultPlans.Dependency && !File.Exists(_places.Dependency) && CampaignClock.Between(At, seen.Now) > s_outage)
        {
            _places.SetDependency(true);
        }

        Notice(seen);
        bool late = CampaignClock.Between(At, seen.Now) > s_longest;
        if (_escalatedAt is { } asked)
        {
            if (!_isWithdrawn && CampaignClock.Between(asked, seen.Now) > s_afterEscalation)
            {
                // The look that finds the time over may be a late one, on a machine with more to do than it can.
                long until = CampaignClock.After(asked, s_afterEscalation);
                BegunAfterEscalation = seen.Marks.Count(mark => mark.Word == "begin" && mark.At > asked && mark.At <= until && Instances.Contains(mark.Instance));
                Withdraw();
            }

            if (_isWithdrawn && (Workers.All(worker => seen.IsQuiet(worker.Name)) || late)) { await EndAsync(Outcome.Escalated, seen, api); }
            return;
        }

        if (IsWell(seen))
        {
            _wellSince ??= seen.Now;
            if (Incidents.Count > 0 || CampaignClock.Between(_wellSince.Value, seen.Now) > s_hold)
            {
                RecoveredAt ??= WellAt(seen);
                await EndAsync(Outcome.Recovered, seen, api);
                return;
            }
        }
        else
        {
            _wellSince = null;
        }

        if (late)
        {
            await EndAsync(ShownAt is null ? Outcome.NotShown : DetectedAt is null ? Outcome.NotDetected : Outcome.NotRecovered, seen, api);
        }
    }

    private void Notice(Observation seen)
    {
        ShownAt ??= (Plan.Name == FaultPlans.Poison
            ? seen.Marks.FirstOrDefault(mark => mark.Word is "start" && mark.Subject == Site(Workers[0]).PoisonTask)
            : seen.Marks.FirstOrDefault(mark => mark.Word == "fault" && mark.At >= At && Instances.Contains(mark.Instance)))?.At;
        Incidents =
        [
            .. seen.Incidents
                .Where(incident => Workers.Any(worker => worker.Name == incident.Worker) && seen.Clock.Of(incident.DetectedAt) >= At)
                .OrderBy(incident => incident.DetectedAt),
        ];
        long? incidentAt = Incidents.Count > 0 ? seen.Clock.Of(Incidents[0].DetectedAt) : null;
        long? endAt = Plan.Ends
            ? Instances.Select(instance => seen.Instance(instance)?.LastExit?.At).Where(at => at is not null).Select(at => (long?)seen.Clock.Of(at!.Value))
                .Where(at => at >= At).Min()
            : null;
        long? first = (incidentAt, endAt) switch
        {
            ({ } a, { } b) => Math.Min(a, b),
            _ => incidentAt ?? endAt,
        };
        if (first is { } seenAt && !(DetectedAt <= seenAt)) { DetectedAt = seenAt; }
        CuredAt ??= seen.Marks.FirstOrDefault(mark =>
            mark.Word == "cured" && mark.At >= At && mark.More != "removed" && Instances.Contains(mark.Instance))?.At;
        if (!IsLeftToPolicy && _escalatedAt is null && Incidents.Any(incident => incident.Escalated)) { _escalatedAt = seen.Now; }
    }

    private bool IsWell(Observation seen) =>
        DetectedAt is not null && IsOver(seen) && Workers.All(worker => seen.IsQuiet(worker.Name)) && Incidents.All(incident => !incident.IsOpen);

    /// <summary>Whether the fault itself is gone, by the word of those that had it.</summary>
    private bool IsOver(Observation seen) => Plan.Name switch
    {
        FaultPlans.Kill => Instances.All(instance => seen.Instance(instance)?.Pid is { } pid && pid != _pidsBefore.GetValueOrDefault(instance)),
        FaultPlans.Dependency => File.Exists(_places.Dependency),
        FaultPlans.Poison => File.Exists(Path.Combine(_places.Quarantine, Site(Workers[0]).PoisonTask)),
        _ => Instances.All(instance => seen.Marks.Any(mark => mark.Word == "cured" && mark.At >= At && mark.Instance == instance)),
    };

    private long? WellAt(Observation seen)
    {
        DateTimeOffset? recovered = Incidents.Max(incident => incident.RecoveredAt);
        return recovered is { } at
            ? seen.Clock.Of(at)
            : seen.Marks.LastOrDefault(mark => mark.Word == "begin" && mark.At >= ShownAt && Instances.Contains(mark.Instance))?.At ?? _wellSince;
    }

    private async Task EndAsync(Outcome outcome, Observation seen, NodeApi api)
    {
        Withdraw();
        Outcome = outcome;
        EndedAt = seen.Now;
        if (outcome != Outcome.Recovered && !_hasHelped)
        {
            _hasHelped = true; // a person's deed, so that the worker can be used again
            foreach (FleetWorker worker in Workers.Where(worker => !seen.IsHealthy(worker.Name)))
            {
                await api.PostAsync($"/api/v1/workers/{worker.Name}/restart");
            }
        }
    }

    private FaultSite Site(FleetWorker worker) => new(Number, worker, _places, _deadPort);

    private void Order()
    {
        foreach (FleetWorker worker in Workers)
        {
            foreach (string instance in Instances.Where(instance => worker.InstanceNames.Contains(instance)))
            {
                _places.Give(instance, Plan.Order!(Site(worker)));
            }
        }
    }

    private void Withdraw()
    {
        if (_isWithdrawn) { return; }
        _isWithdrawn = true;
        if (Plan.Name == FaultPlans.Dependency)
        {
            _places.SetDependency(true);
            return;
        }

        foreach (string instance in Instances) { _places.Withdraw(instance); }
    }
}
