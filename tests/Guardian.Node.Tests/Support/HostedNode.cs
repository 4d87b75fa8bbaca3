using Guardian.Hosting;
using Guardian.Linux;
using Guardian.Persistence.Sql;
using Guardian.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Guardian.Node.Tests.Support;

/// <summary>A .NET host with a node of real processes and a real store in it.</summary>
public sealed class HostedNode : IAsyncDisposable
{
    private readonly TemporaryDirectory _data = new();
    private readonly IHost _host;

    private HostedNode(Action<GuardianBuilder> define, string? data) => _host = Build(data ?? _data.Path, define);

    public GuardianNode Node => _host.Services.GetRequiredService<GuardianService>().Node;

    public GuardianService Service => _host.Services.GetRequiredService<GuardianService>();

    public static async Task<HostedNode> StartAsync(Action<GuardianBuilder> define, string? data = null)
    {
        HostedNode hosted = new(define, data);
        await hosted._host.StartAsync().WaitAsync(Await.Patience, TimeProvider.System);
        return hosted;
    }

    public static IHost Build(string data, Action<GuardianBuilder> define)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.AddGuardian(guardian => define(guardian.WithLinuxProcesses().WithSqliteJournal().WithData(data)));
        return builder.Build();
    }

    /// <summary>A worker that sleeps, up as soon as it is started.</summary>
    public static void Sleeper(WorkerBuilder worker) => worker.Command("/bin/sleep", "600").Set("up-after", "0s");

    /// <summary>Waits until a worker is as wanted.</summary>
    public Task<WorkerStatus> UntilAsync(string worker, string what, Func<WorkerStatus, bool> fits)
    {
        GuardianNode node = Node;
        return Await.UntilAsync($"{worker}: {what}", () => node.Find(worker).ShouldNotBeNull(), fits);
    }

    public Task StopAsync() => _host.StopAsync().WaitAsync(Await.Patience, TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _host.Dispose();
        _data.Dispose();
    }
}
