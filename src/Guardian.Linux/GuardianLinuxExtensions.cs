using System.Runtime.Versioning;
using Guardian.Hosting;
using Guardian.Linux.Connections;
using Guardian.Linux.Memory;
using Guardian.Linux.Probes;
using Guardian.Linux.Processes;

namespace Guardian.Linux;

/// <summary>Gives a hosted node its Linux ports.</summary>
public static class GuardianLinuxExtensions
{
    /// <summary>Processes by posix_spawn and pidfd, probes, hooks and figures of the server.</summary>
    /// <param name="guardian">The node being composed.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>The program does not become a subreaper: it may have children of its own that it waits for.</remarks>
    [SupportedOSPlatform("linux")]
    public static GuardianBuilder WithLinuxProcesses(this GuardianBuilder guardian) => guardian.WithPorts(logs =>
    {
        LinuxProcessControl processes = new(new LinuxProcessOptions { Subreaper = false }, TimeProvider.System, logs.CreateLogger("Guardian.Processes"));
        CommandRunner commands = new(processes);
        ProbeRunner probes = new(commands, TimeProvider.System);
        return new GuardianPorts(processes, probes, commands, new LinuxHostSampler(), [probes, processes])
        {
            Connections = new LinuxConnectionControl(),
            Memory = new LinuxMemoryControl(),
        };
    });
}
