using Guardian.Health;
using Guardian.Learning.Forecasts;

namespace Guardian.Workers.Actors;

/// <summary>What is known of one process of an instance while it lives. A new process begins with a new one.</summary>
internal sealed class InstanceLife
{
    /// <summary>Share of the memory limit from which on the trend is watched.</summary>
    private const double WatchedFrom = 0.25;

    private HealthOptions _health;
    private TimeSpan? _sampledCpu;
    private MonotonicTime _sampledAt;
    private DateTime? _heartbeatTime;
    private MonotonicTime? _heartbeatSeen;

    public InstanceLife(
        long incarnation,
        ProcessIdentity process,
        MonotonicTime startedAt,
        DateTimeOffset startedAtWall,
        MonotonicTime now,
        HealthOptions health)
    {
        _health = health;
        Incarnation = incarnation;
        Process = process;
        StartedAt = startedAt;
        StartedAtWall = startedAtWall;
        WatchdogPeriod = health.Watchdog;
        WatchdogSeen = now;
        Errors = new SlidingCounter(health.ErrorWindow);
        Startup = ProbeTally.Begin(ProbeKind.Startup, health.Probes.Startup);
        Ready = ProbeTally.Begin(ProbeKind.Ready, health.Probes.Ready);
        Live = ProbeTally.Begin(ProbeKind.Live, health.Probes.Live);
    }

    public long Incarnation { get; }

    public ProcessIdentity Process { get; set; }

    public MonotonicTime StartedAt { get; }

    public DateTimeOffset StartedAtWall { get; }

    /// <summary>When it counted as started; null until then.</summary>
    public MonotonicTime? UpSince { get; set; }

    public bool SaidReady { get; set; }

    public string? StatusText { get; set; }

    public TimeSpan? StartExtendedTo { get; set; }

    public TimeSpan? WatchdogPeriod { get; set; }

    public MonotonicTime WatchdogSeen { get; set; }

    public bool WatchdogTriggered { get; set; }

    public long? Progress { get; private set; }

    public MonotonicTime? ProgressSeen { get; private set; }

    public bool? Busy { get; private set; }

    public MonotonicTime? BusySince { get; private set; }

    /// <summary>The item in hand by its own word, or null.</summary>
    public string? Task { get; set; }

    /// <summary>What is in hand, for the record of an end: nothing may be lost without being marked so. Null when nothing is.</summary>
    public string? InHand => Task ?? (Busy == true ? Records.WorkerEvent.UnnamedTask : null);

    /// <summary>How a saved state was handed to it, in words; null when none was.</summary>
    public string? Restored { get; set; }

    /// <summary>When its state was saved last, or null.</summary>
    public MonotonicTime? SavedAt { get; set; }

    /// <summary>Slowest last answer of its probes, or null.</summary>
    public TimeSpan? Answered => Longer(Ready.Took, Live.Took);

    public ProbeTally Startup { get; private set; }

    public ProbeTally Ready { get; private set; }

    public ProbeTally Live { get; private set; }

    public SlidingCounter Errors { get; private set; }

    /// <summary>Made at the first error: most lives never need one.</summary>
    private SlidingCounter? _burst;
    private TrendWindow? _memory;
    private MonotonicTime? _memoryJudgedAt;

    public ProcessSample? Sample { get; private set; }

    /// <summary>Share of one core since the check before; null until there were two.</summary>
    public double? Cpu { get; private set; }

    public HealthHistory History { get; set; } = HealthHistory.Empty;

    public HealthVerdict? Verdict { get; set; }

    /// <summary>Since when it has been healthy without a break, or null.</summary>
    public MonotonicTime? HealthySince { get; private set; }

    public ProbeTally Tally(ProbeKind kind) => kind switch
    {
        ProbeKind.Startup => Startup,
        ProbeKind.Ready => Ready,
        _ => Live,
    };

    public void Answer(ProbeKind kind, ProbeResult result, MonotonicTime now)
    {
        ProbeTally next = Tally(kind).Add(result, now, _health.Probes.Of(kind));
        switch (kind)
        {
            case ProbeKind.Startup:
                Startup = next;
                break;
            case ProbeKind.Ready:
                Ready = next;
                break;
            default:
                Live = next;
                break;
        }
    }

    /// <summary>It has started by other evidence than the startup probe's.</summary>
    public void SkipStartup() => Startup = ProbeTally.Begin(ProbeKind.Startup, _health.Probes.Startup) with { Standing = ProbeStanding.Off };

    /// <summary>Other thresholds are in force: what was counted under those that changed begins anew.</summary>
    /// <returns>The probes that changed.</returns>
    public ProbeKind[] Apply(HealthOptions health)
    {
        HealthOptions before = _health;
        _health = health;
        ProbeKind[] changed = [.. Enum.GetValues<ProbeKind>().Where(kind => before.Probes.Of(kind) != health.Probes.Of(kind))];
        foreach (ProbeKind kind in changed)
        {
            ProbeTally fresh = ProbeTally.Begin(kind, health.Probes.Of(kind));
            (Startup, Ready, Live) = kind switch
            {
                ProbeKind.Startup => (fresh, Ready, Live),
                ProbeKind.Ready => (Startup, fresh, Live),
                _ => (Startup, Ready, fresh),
            };
        }

        if (before.ErrorBurst != health.ErrorBurst)
        {
            _burst = null;
        }

        if (before.ErrorWindow != health.ErrorWindow)
        {
            Errors = new SlidingCounter(health.ErrorWindow);
        }

        return changed;
    }

    public void Hear(long progress, MonotonicTime now)
    {
        if (progress != Progress)
        {
            Progress = progress;
            ProgressSeen = now;
        }
    }

    /// <summary>An earlier node has heard of its progress, so that its silence means something from now on.</summary>
    public void ExpectProgress(MonotonicTime now) => ProgressSeen = now;

    public void Hear(bool busy, MonotonicTime now)
    {
        if (busy && Busy != true)
        {
            BusySince = now;
        }

        if (!busy && Busy == true && ProgressSeen is not null)
        {
            // A task has just ended: that is movement, whatever the figure says.
            ProgressSeen = now;
        }

        Busy = busy;
    }

    public void CountError(MonotonicTime now)
    {
        Errors.Add(now);
        if (_health.ErrorBurst.Lines is not null)
        {
            _burst ??= new SlidingCounter(_health.ErrorBurst.Within);
            _burst.Add(now);
        }
    }

    /// <summary>Takes the memory of the last sample into account.</summary>
    /// <returns>Where it is going, once in a while; null otherwise.</returns>
    public TrendVerdict? SeeMemory(MonotonicTime now, ForecastOptions forecast)
    {
        if (_health is not { Leak: not null, Memory: { } limit } || Sample is not { } sample || UpSince is not { } up || now - up < _health.Grace)
        {
            return null; // start-up fills caches, which is a rise but no leak
        }

        // Memory of which little is used is not watched: at the end of any rise from there it will be.
        if (_memory is null && sample.ResidentBytes < limit * WatchedFrom)
        {
            return null;
        }

        _memory ??= new TrendWindow(forecast);
        _memory.Add(now, sample.ResidentBytes);
        TimeSpan every = forecast.Window / forecast.Points;
        if (_memoryJudgedAt is { } judged && now - judged < every)
        {
            return null;
        }

        _memoryJudgedAt = now;
        return TrendForecast.Judge(_memory, limit, now, forecast);
    }

    public void Take(ProcessSample sample, MonotonicTime now)
    {
        Cpu = _sampledCpu is { } before ? CpuUse.Between(before, _sampledAt, sample.Cpu, now) : null;
        _sampledCpu = sample.Cpu;
        _sampledAt = now;
        Sample = sample;
    }

    /// <summary>The figures could not be read.</summary>
    public void TakeNone()
    {
        Sample = null;
        Cpu = null;
        _sampledCpu = null;
    }

    /// <summary>
    /// Takes note of the heartbeat file's time. Its age is counted from when a change was seen, on the monotonic clock, so that a jump of the
    /// wall clock neither hangs a healthy worker nor hides a hung one.
    /// </summary>
    public void SeeHeartbeat(DateTime? written, MonotonicTime now)
    {
        if (written is { } time && time != _heartbeatTime)
        {
            _heartbeatTime = time;
            _heartbeatSeen = now;
        }
    }

    public void Judged(HealthVerdict verdict, MonotonicTime now)
    {
        Verdict = verdict;
        History = verdict.History;
        HealthySince = verdict.State is HealthState.Healthy && UpSince is not null ? HealthySince ?? now : null;
    }

    public TimeSpan Healthy(MonotonicTime now) => HealthySince is { } since ? now - since : TimeSpan.Zero;

    /// <summary>The facts for the health rules.</summary>
    /// <param name="name">Which instance.</param>
    /// <param name="at">Wall time.</param>
    /// <param name="now">The moment.</param>
    /// <param name="descriptorLimit">Limit of open descriptors, or null.</param>
    /// <param name="fresh">Whether figures were read just now; figures of an earlier check are not shown twice to the rules.</param>
    /// <param name="forecast">What a trend is.</param>
    /// <returns>The facts.</returns>
    public InstanceFacts Facts(InstanceName name, DateTimeOffset at, MonotonicTime now, long? descriptorLimit, bool fresh, ForecastOptions forecast) => new()
    {
        Instance = name,
        At = at,
        Alive = true,
        Uptime = now - StartedAt,
        StartedFor = now - UpSince,
        StartExtendedTo = StartExtendedTo,
        ProcessState = Sample?.State,
        Cpu = fresh ? Cpu : null,
        ResidentBytes = fresh ? Sample?.ResidentBytes : null,
        Descriptors = fresh ? Sample?.Descriptors : null,
        DescriptorLimit = descriptorLimit,
        Zombies = fresh ? Sample?.Zombies : null,
        HeartbeatAge = now - _heartbeatSeen,
        WatchdogPeriod = WatchdogPeriod,
        WatchdogAge = now - WatchdogSeen,
        WatchdogTriggered = WatchdogTriggered,
        ProgressAge = now - ProgressSeen,
        Busy = Busy,
        BusyFor = Busy == true ? now - BusySince : null,
        Startup = Startup,
        Ready = Ready,
        Live = Live,
        ErrorsPerMinute = fresh ? Errors.PerMinute(now) : null,
        ErrorsAtOnce = fresh ? _burst?.Count(now) ?? 0 : null,
        MemoryTrend = fresh ? SeeMemory(now, forecast) : null,
        ResponseTime = fresh ? Answered : null,
    };

    /// <summary>What is known of it, in words, for evidence.</summary>
    public System.Collections.Immutable.ImmutableSortedDictionary<string, string> Describe(MonotonicTime now, HealthOptions limits, int restarts)
    {
        var facts = System.Collections.Immutable.ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        facts["uptime"] = Wording.Duration(now - StartedAt);
        facts["restarts"] = restarts.ToString(System.Globalization.CultureInfo.InvariantCulture);
        Add("cpu", Cpu is { } cpu ? $"{Wording.Percent(cpu)} of a core" : null);
        Add("memory", Sample is { } sample ? $"{Wording.Bytes(sample.ResidentBytes)}{(limits.Memory is { } most ? $" of {Wording.Bytes(most)}" : string.Empty)}" : null);
        Add("descriptors", Sample is { Descriptors: >= 0 } open ? $"{open.Descriptors}" : null);
        Add("threads", Sample is { } threads ? $"{threads.Threads}" : null);
        Add("process state", Sample is { } state ? $"{state.State}" : null);
        Add("progress", Progress is { } progress ? $"{progress}, {Wording.Duration(now - (ProgressSeen ?? now))} ago" : null);
        Add("busy", Busy is { } busy ? busy ? $"for {Wording.Duration(now - (BusySince ?? now))}" : "no" : null);
        Add("task", Task);
        Add("status", StatusText);
        Add("error lines", $"{Errors.PerMinute(now):0.##} per min");
        return facts.ToImmutable();

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                facts[name] = value;
            }
        }
    }

    /// <summary>The next moment at which a sign of life would be overdue, or null when none is awaited.</summary>
    public MonotonicTime? NextDeadline(MonotonicTime now)
    {
        MonotonicTime? next = null;
        if (UpSince is null)
        {
            if (_health.Notify || Startup.Standing is not ProbeStanding.Off)
            {
                TimeSpan limit = StartExtendedTo is { } extended && extended > _health.StartTimeout ? extended : _health.StartTimeout;
                Consider(StartedAt + limit);
            }

            return next;
        }

        if (WatchdogPeriod is { } period)
        {
            Consider(WatchdogSeen + period);
        }

        if (_health.Heartbeat.File is not null)
        {
            // The file says nothing by itself, so it is looked at; four looks per timeout keep the error below a quarter.
            Consider(now + (_health.Heartbeat.Timeout / 4));
        }

        if (Busy != true && _health.Progress.Timeout is { } timeout && ProgressSeen is { } seen)
        {
            Consider(seen + timeout);
        }

        if (Busy == true && _health.Progress.BusyTimeout is { } busyTimeout && BusySince is { } busy)
        {
            Consider(MonotonicTime.Later(busy, ProgressSeen ?? busy) + busyTimeout);
        }

        return next;

        void Consider(MonotonicTime moment) => next = next is { } earlier && earlier <= moment ? earlier : moment;
    }

    private static TimeSpan? Longer(TimeSpan? one, TimeSpan? other) => one is null || other > one ? other : one;
}
