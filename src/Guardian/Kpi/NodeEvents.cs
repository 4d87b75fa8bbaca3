using Guardian.Journal;

namespace Guardian.Kpi;

/// <summary>What the node writes of itself, so that time in which nobody watched can be told from time in which all was well.</summary>
/// <remarks>Names are a stored format: added to, never changed. The content is an empty object.</remarks>
internal static class NodeEvents
{
    public const string Stream = "node";
    public const string Started = "node-started";
    public const string Alive = "node-alive";
    public const string Stopped = "node-stopped";

    private static readonly byte[] s_nothing = "{}"u8.ToArray();

    public static NewEvent Event(string type, DateTimeOffset at) => new(type, s_nothing, at);
}
