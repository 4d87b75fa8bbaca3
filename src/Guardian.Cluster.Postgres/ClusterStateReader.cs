using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Guardian.Cluster.Postgres;

/// <summary>Reads the state as the database tells it: JSON, made in one statement so that it is of one moment.</summary>
internal static class ClusterStateReader
{
    /// <summary>The state.</summary>
    /// <param name="version">Its number.</param>
    /// <param name="json">What the function <c>guardian.state</c> gives.</param>
    internal static ClusterView Read(long version, string json)
    {
        StateRow state = JsonSerializer.Deserialize(json, ClusterStateJson.Default.StateRow)!;
        return new ClusterView
        {
            Version = version,
            At = Moment(state.At),
            Members = [.. (state.Members ?? []).Select(Member).OrderBy(member => member.Name, StringComparer.Ordinal)],
            Leases =
            [
                .. (state.Leases ?? [])
                    .Select(row => new LeaseView(row.Key, row.Node, row.Session, row.Token, row.Held, Moment(row.Since), row.ReservedFor))
                    .OrderBy(lease => lease.Key, StringComparer.Ordinal),
            ],
            Intents =
            [
                .. (state.Intents ?? [])
                    .Select(row => new IntentView(row.Worker, row.Run, row.Instances, row.By, Moment(row.At)))
                    .OrderBy(intent => intent.Worker, StringComparer.Ordinal),
            ],
        };
    }

    /// <summary>A moment that the database tells.</summary>
    internal static DateTimeOffset Moment(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    /// <summary>A length that the database tells.</summary>
    internal static TimeSpan Span(long microseconds) => TimeSpan.FromTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    /// <summary>A member's state as it is written in the database.</summary>
    internal static MemberState State(string word) => word switch
    {
        "live" => MemberState.Live,
        "left" => MemberState.Left,
        "down" => MemberState.Down,
        _ => MemberState.Lost, // also what a newer program may write: not live, and that is what counts
    };

    private static MemberView Member(MemberRow row) => new()
    {
        Name = row.Name,
        Session = row.Session,
        State = State(row.State),
        Draining = row.Draining,
        Version = row.Version,
        Roles = row.Roles,
        Host = row.Host,
        Lease = Span(row.Lease),
        Remaining = Span(row.Remaining),
        JoinedAt = Moment(row.Joined),
        Floating = row.Floating.ToImmutableSortedDictionary(StringComparer.Ordinal),
        Load = row.Health is null ? null : new NodeLoad(row.Cpu, row.Memory, row.Workers ?? 0, row.Instances ?? 0, row.Health, row.Score ?? 0),
    };

    internal sealed record StateRow(long At, MemberRow[]? Members, LeaseRow[]? Leases, IntentRow[]? Intents);

    internal sealed record MemberRow(
        string Name,
        Guid Session,
        string State,
        bool Draining,
        string Version,
        ImmutableArray<string> Roles,
        string Host,
        long Lease,
        long Remaining,
        long Joined,
        Dictionary<string, string> Floating,
        double? Cpu,
        double? Memory,
        int? Workers,
        int? Instances,
        string? Health,
        int? Score);

    internal sealed record LeaseRow(string Key, string? Node, Guid? Session, long Token, bool Held, long Since, string? ReservedFor);

    internal sealed record IntentRow(string Worker, bool Run, int? Instances, string By, long At);
}

/// <summary>How it is read, and how roles and floating workers are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ClusterStateReader.StateRow))]
[JsonSerializable(typeof(ImmutableArray<string>))]
[JsonSerializable(typeof(ImmutableSortedDictionary<string, string>))]
internal sealed partial class ClusterStateJson : JsonSerializerContext;
