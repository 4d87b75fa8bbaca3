using System.Reflection;

namespace Guardian.Integration.Tests.Play;

/// <summary>Where the programs under test are: what was published into the directory GUARDIAN_PROGRAMS, else what was built.</summary>
internal static class Programs
{
    public static string Guardian => Published("guardian") ?? Built("src/Guardian.Node", "guardian");

    public static string Pbm => Published("pbm") ?? Built("src/Guardian.Shell", "pbm");

    public static string FaultWorker => Built("tests/Guardian.FaultWorker", "fault-worker");

    /// <summary>The repository's top: the one folder above that has the solution in it.</summary>
    public static string Top { get; } = FindTop(AppContext.BaseDirectory);

    private static string Configuration { get; } =
        typeof(Programs).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration ?? "Debug";

    private static string? Published(string program) =>
        Environment.GetEnvironmentVariable("GUARDIAN_PROGRAMS") is { Length: > 0 } directory ? Path.Combine(Path.GetFullPath(directory), program) : null;

    private static string Built(string project, string program)
    {
        string path = Path.Combine(Top, project, "bin", Configuration, "net10.0", program);
        return File.Exists(path) ? path : throw new InvalidOperationException($"{path} is missing: build the whole test project first");
    }

    private static string FindTop(string from)
    {
        string? at = from;
        while (at is not null && !File.Exists(Path.Combine(at, "Guardian.sln"))) { at = Path.GetDirectoryName(at); }
        return at ?? throw new InvalidOperationException($"no Guardian.sln above {from}");
    }
}
