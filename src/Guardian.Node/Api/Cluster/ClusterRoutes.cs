using System.Collections.Frozen;

namespace Guardian.Node.Api.Cluster;

/// <summary>The one table that says what becomes of each route of the API in a cluster.</summary>
internal static class ClusterRoutes
{
    /// <summary>For commands that do more than keep a word: a reload reads files, a restart asks a fleet that may be busy.</summary>
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(60);

    /// <summary>A person who presses Tab waits for <see cref="Guardian.Shell"/> no longer than three seconds.</summary>
    private static readonly TimeSpan s_names = TimeSpan.FromSeconds(2);

    private static readonly RouteRule s_workerCommand = new(Reach.Worker, AnswerForm.Message) { Kind = "worker", InPath = "worker", Limit = s_long };

    private static readonly RouteRule s_standing = new(Reach.Standing, AnswerForm.Message) { Kind = "worker", InPath = "worker" };

    private static readonly RouteRule s_incidentCommand = new(Reach.Thing, AnswerForm.Message) { Kind = "incident", InPath = "id", Limit = s_long };

    private static readonly RouteRule s_incidents = new(Reach.Everywhere, AnswerForm.Rows)
    {
        OrderBy = "detectedAt",
        NewestFirst = true,
        UsualLimit = RecoveryApi.DefaultIncidents,
    };

    /// <summary>Routes that are not listed, such as those of an extension, are answered by this node unless the request names another.</summary>
    public static RouteRule Unlisted { get; } = new(Reach.ThisNode, AnswerForm.Record) { All = false, Limit = s_long };

    public static FrozenDictionary<string, RouteRule> All { get; } = new Dictionary<string, RouteRule>
    {
        ["GET /api/v1/palettes"] = new(Reach.Shared, AnswerForm.Rows),
        ["GET /api/v1/workers"] = new(Reach.Everywhere, AnswerForm.Rows) { OrderBy = "name" },
        ["GET /api/v1/names/workers"] = new(Reach.Everywhere, AnswerForm.Names) { Limit = s_names },
        ["GET /api/v1/workers/{worker}"] = new(Reach.Worker, AnswerForm.Record) { Kind = "worker", InPath = "worker" },
        ["GET /api/v1/workers/{worker}/logs"] = new(Reach.Worker, AnswerForm.Text) { Kind = "worker", InPath = "worker", Following = Following.WhenAsked },
        ["POST /api/v1/workers/{worker}/start"] = s_standing,
        ["POST /api/v1/workers/{worker}/stop"] = s_standing,
        ["POST /api/v1/workers/{worker}/scale"] = s_standing,
        ["POST /api/v1/workers/{worker}/restart"] = s_workerCommand,
        ["POST /api/v1/workers/{worker}/recover"] = s_workerCommand,
        ["GET /api/v1/incidents"] = s_incidents,
        ["GET /api/v1/incidents/history"] = s_incidents,
        ["GET /api/v1/names/incidents"] = new(Reach.Everywhere, AnswerForm.Names) { Limit = s_names },
        ["GET /api/v1/incidents/{id}"] = new(Reach.Thing, AnswerForm.Record) { Kind = "incident", InPath = "id" },
        ["POST /api/v1/incidents/{id}/confirm"] = s_incidentCommand,
        ["POST /api/v1/incidents/{id}/reject"] = s_incidentCommand,
        ["POST /api/v1/incidents/{id}/label"] = s_incidentCommand,
        ["GET /api/v1/council/meetings"] = new(Reach.Everywhere, AnswerForm.Rows) { OrderBy = "at", NewestFirst = true, UsualLimit = CouncilApi.DefaultMeetings },
        ["GET /api/v1/council/meetings/{id}/minutes"] = new(Reach.Thing, AnswerForm.Text) { Kind = "meeting", InPath = "id" },
        ["POST /api/v1/council/convene"] = s_workerCommand with { InPath = null },
        ["GET /api/v1/alerts"] = new(Reach.Everywhere, AnswerForm.Rows) { OrderBy = "timestamp", NewestFirst = true, UsualLimit = AlertsApi.DefaultListed },
        ["GET /api/v1/alerts/tail"] = new(Reach.Everywhere, AnswerForm.Text) { Following = Following.Always },
        ["POST /api/v1/alerts/{id}/ack"] = new(Reach.Thing, AnswerForm.Message) { Kind = "alert", InPath = "id" },
        ["GET /api/v1/council/weights"] = new(Reach.ThisNode, AnswerForm.Record),
        ["GET /api/v1/recovery/strategies"] = new(Reach.ThisNode, AnswerForm.Rows) { RowsIn = "strategies", OrderBy = "signature" },
        ["GET /api/v1/kpi"] = new(Reach.ThisNode, AnswerForm.Record),
        ["GET /api/v1/kpi/report"] = new(Reach.ThisNode, AnswerForm.Text),
        ["GET /api/v1/configuration/check"] = new(Reach.ThisNode, AnswerForm.Message) { Limit = s_long },
        ["GET /api/v1/node"] = new(Reach.ThisNode, AnswerForm.Record),
        ["POST /api/v1/node/stop"] = new(Reach.ThisNode, AnswerForm.Message) { All = false },
        ["POST /api/v1/node/reload"] = new(Reach.ThisNode, AnswerForm.Message) { Limit = s_long },
        ["GET /api/v1/actors"] = new(Reach.ThisNode, AnswerForm.Tree),
        ["GET /api/v1/log"] = new(Reach.ThisNode, AnswerForm.Text),
        ["GET /api/v1/log/tail"] = new(Reach.ThisNode, AnswerForm.Text) { Following = Following.Always },
        ["GET /api/v1/names/nodes"] = new(Reach.Shared, AnswerForm.Names),
        ["GET /api/v1/cluster"] = new(Reach.Shared, AnswerForm.Record),
        ["GET /api/v1/cluster/audit"] = new(Reach.Shared, AnswerForm.Rows),
        ["GET /api/v1/cluster/tail"] = new(Reach.Shared, AnswerForm.Text),
        [Has] = new(Reach.Shared, AnswerForm.Record),
        ["POST /api/v1/cluster/nodes/{name}/drain"] = new(Reach.Audited, AnswerForm.Message) { All = false },
        ["POST /api/v1/cluster/nodes/{name}/down"] = new(Reach.Audited, AnswerForm.Message) { All = false },
        [Leave] = new(Reach.Audited, AnswerForm.Message) { All = false, Limit = s_long },
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Asks whether a node has a thing.</summary>
    public const string Has = "GET /api/v1/cluster/has";

    /// <summary>The one deed on the cluster that a certain node must do itself.</summary>
    public const string Leave = "POST /api/v1/cluster/leave";

    /// <summary>Deeds after which the node, or its membership, is another one: what was begun by an earlier life is done.</summary>
    public static FrozenSet<string> EndsLife { get; } = FrozenSet.Create(StringComparer.Ordinal, "POST /api/v1/node/stop", Leave);
}
