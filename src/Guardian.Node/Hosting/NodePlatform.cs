using Guardian.Linux.Connections;
using Guardian.Linux.Memory;
using Guardian.Linux.Probes;
using Guardian.Linux.Processes;
using Guardian.Workers;
using Microsoft.Extensions.Logging;

namespace Guardian.Node.Hosting;

/// <summary>The process ports that fit the system the node runs on.</summary>
internal sealed class NodePlatform : IDisposable
{
    private NodePlatform(IProcessControl processes, ICommandRunner commands) => (Processes, Commands) = (processes, commands);

    public IProcessControl Processes { get; }

    public IConnectionControl? Connections { get; private init; }

    public IMemoryControl? Memory { get; private init; }

    public ICommandRunner Commands { get; }

    public static NodePlatform Create(ILogger log)
    {
        if (OperatingSystem.IsLinux())
        {
            LinuxProcessControl processes = new(new LinuxProcessOptions { Subreaper = true }, TimeProvider.System, log);
            return new NodePlatform(processes, new CommandRunner(processes))
            {
                Connections = new LinuxConnectionControl(),
                Memory = new LinuxMemoryControl(),
            };
        }

        PortableProcessControl portable = new(TimeProvider.System);
        return new NodePlatform(portable, new PortableCommandRunner(TimeProvider.System));
    }

    public void Dispose() => Processes.Dispose();
}
