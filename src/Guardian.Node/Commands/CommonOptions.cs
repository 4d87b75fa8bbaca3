using System.CommandLine;

namespace Guardian.Node.Commands;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    public const string DefaultConfig = "hocon/guardian.conf";
    public const string DefaultData = "data";

    public static Option<string> Config() => new("--config")
    {
        Description = "Configuration file (HOCON)",
        DefaultValueFactory = _ => DefaultConfig,
        HelpName = "FILE",
    };

    public static Option<string> Data() => new("--data")
    {
        Description = "Data directory: socket, store, logs",
        DefaultValueFactory = _ => DefaultData,
        HelpName = "DIR",
    };

    /// <summary>The address of the node that uses a data directory.</summary>
    public static string SocketOf(string data) => Path.Combine(Path.GetFullPath(data), "guardian.sock");
}
