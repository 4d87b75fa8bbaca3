using System.Text.Json.Serialization;

namespace Guardian.Integration.Tests.Play;

/// <summary>A worker as the API shows it.</summary>
internal sealed record WorkerView(
    string Name, string State, int Desired, int Running, int Restarts, int Score, string[] Reasons, bool Critical, InstanceView[] Instances)
{
    /// <summary>In a cluster: the node it is on.</summary>
    public string? Node { get; init; }

    public int[] Pids => [.. Instances.Where(instance => instance.Pid is not null).Select(instance => instance.Pid!.Value)];

    /// <summary>All reasons in one text.</summary>
    public string Why => string.Join("; ", Reasons);

    [JsonIgnore] // a stopped worker has none
    public InstanceView First => Instances[0];

    public bool WarnsOf(string words) => State == "warning" && Why.Contains(words, StringComparison.Ordinal);

    public bool Healthy => State == "healthy" && Running == Desired;
}

/// <summary>An instance as the API shows it.</summary>
internal sealed record InstanceView(
    string Id,
    int? Pid,
    string State,
    DateTimeOffset? StartedAt,
    int Restarts,
    double? CpuPercent,
    long? RssBytes,
    bool? Busy,
    long? Progress,
    string? Status,
    DateTimeOffset? NextStartAt,
    ExitView? LastExit,
    string[] Reasons);

/// <summary>How a process ended, as the API shows it.</summary>
internal sealed record ExitView(int? Code, string? Signal, DateTimeOffset At);

/// <summary>Something that happened, as the API shows it.</summary>
internal sealed record EventView(DateTimeOffset At, string Event, int? Instance, string Text);

/// <summary>A worker with its events.</summary>
internal sealed record DetailView(WorkerView Worker, EventView[] Events);

/// <summary>The node as the API shows it.</summary>
internal sealed record NodeView(string Name, int Pid, string State, string[] Reasons, int Workers, int Instances, string? StoreProblem, long DroppedEvents);

/// <summary>An answer to a command.</summary>
internal sealed record ReplyView(int Status, string Text);

/// <summary>How a program ended and what it said.</summary>
internal sealed record Finished(int ExitCode, string Output, string Errors)
{
    public override string ToString() => $"exit code {ExitCode}\n{Output}\n{Errors}";
}
