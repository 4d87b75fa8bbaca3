using Guardian.Health;
using Guardian.Hosting;
using Guardian.Linux;
using Guardian.Node.Tests.Support;
using Guardian.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NSubstitute;

namespace Guardian.Node.Tests.Hosting;

/// <summary>What a program is told when its node cannot start, and that nothing is left of the attempt.</summary>
public sealed class HostRefusalTests
{
    [Fact]
    public async Task All_problems_of_the_configuration_are_in_the_message()
    {
        using TemporaryDirectory data = new();
        using IHost host = HostedNode.Build(data.Path, guardian => guardian
            .WithConfiguration("guardian.interval = never")
            .WithWorker("mailer", worker => worker.Command("/bin/sleep", "600").Set("comand", "[x]").Set("up-after", "-1s")));

        InvalidOperationException refused = await Should.ThrowAsync<InvalidOperationException>(() => host.StartAsync());

        refused.Message.ShouldContain("guardian.interval");
        refused.Message.ShouldContain("comand");
        refused.Message.ShouldContain("up-after");
    }

    [Fact]
    public async Task A_broken_block_of_configuration_is_refused_with_its_place()
    {
        using TemporaryDirectory data = new();
        using IHost host = HostedNode.Build(data.Path, guardian => guardian.WithConfiguration("guardian { interval = 5s"));

        (await Should.ThrowAsync<InvalidOperationException>(() => host.StartAsync())).Message.ShouldContain("program");
    }

    [Fact]
    public async Task Without_ports_the_message_says_what_to_call()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.AddGuardian(guardian => guardian.WithWorker("mailer", HostedNode.Sleeper));
        using IHost host = builder.Build();

        (await Should.ThrowAsync<InvalidOperationException>(() => host.StartAsync())).Message.ShouldContain("WithLinuxProcesses()");
    }

    [Fact]
    public void A_second_node_in_the_same_host_is_refused()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.AddGuardian(_ => { });

        Should.Throw<InvalidOperationException>(() => builder.AddGuardian(_ => { })).Message.ShouldContain("already");
    }

    [Fact]
    public async Task A_data_directory_in_use_is_refused_and_the_ports_are_let_go()
    {
        using TemporaryDirectory data = new();
        await using HostedNode first = await HostedNode.StartAsync(guardian => guardian.WithWorker("mailer", HostedNode.Sleeper), data.Path);
        Released owned = new();
        using IHost second = HostedNode.Build(data.Path, guardian => guardian.WithPorts(_ => Ports(owned)));

        IOException refused = await Should.ThrowAsync<IOException>(() => second.StartAsync());

        refused.Message.ShouldContain(data.Path);
        owned.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_host_whose_other_service_fails_leaves_no_process()
    {
        using TemporaryDirectory data = new();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.AddGuardian(guardian => guardian.WithLinuxProcesses().WithData(data.Path).WithWorker("mailer", HostedNode.Sleeper));
        Failing failing = new();
        builder.Services.AddHostedService(services =>
        {
            failing.Guardian = services.GetRequiredService<GuardianService>();
            return failing;
        });

        using (IHost host = builder.Build())
        {
            await Should.ThrowAsync<NotSupportedException>(() => host.StartAsync());
        }

        failing.Pid.ShouldBeGreaterThan(0);
        Kernel.Runs(failing.Pid).ShouldBeFalse();
    }

    [Fact]
    public async Task Data_named_in_the_configuration_counts_like_the_call()
    {
        using TemporaryDirectory data = new();
        await using HostedNode hosted = await HostedNode.StartAsync(guardian => guardian.WithConfiguration($"guardian.node.data = \"{data.Path}\""));

        hosted.Node.Status.Data.ShouldBe(data.Path);
    }

    [Fact]
    public async Task A_worker_without_a_program_does_not_keep_the_others_from_running()
    {
        await using HostedNode hosted = await HostedNode.StartAsync(guardian => guardian
            .WithWorker("broken", worker => worker.Command("/nonexistent/program"))
            .WithWorker("mailer", HostedNode.Sleeper));

        await hosted.UntilAsync("mailer", "running", worker => worker.Running == 1);
        WorkerStatus broken = await hosted.UntilAsync("broken", "dead, with its reason", worker => worker.State == WorkerState.Dead && !worker.Reasons.IsEmpty);
        string.Join('\n', broken.Reasons).ShouldContain("/nonexistent/program");
    }

    private static GuardianPorts Ports(IDisposable owned) => new(
        Substitute.For<IProcessControl>(),
        Substitute.For<IProbeRunner>(),
        Substitute.For<ICommandRunner>(),
        Substitute.For<IHostSampler>(),
        [owned]);

    private sealed class Released : IDisposable
    {
        public int Count { get; private set; }

        public void Dispose() => Count++;
    }

    private sealed class Failing : IHostedService
    {
        public GuardianService? Guardian { get; set; }

        public int Pid { get; private set; }

        public async Task StartAsync(CancellationToken cancellationToken)
        {
            GuardianNode node = Guardian!.Node;
            Pid = (await Await.UntilAsync("process of mailer", () => node.Find("mailer")?.Instances.FirstOrDefault()?.Pid, pid => pid is not null))!.Value;
            throw new NotSupportedException("this service cannot start");
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
