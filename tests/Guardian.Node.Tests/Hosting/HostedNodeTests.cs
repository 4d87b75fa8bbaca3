using Guardian.Hosting;
using Guardian.Node.Tests.Support;
using Guardian.Workers;

namespace Guardian.Node.Tests.Hosting;

/// <summary>A node inside a program: create, monitor, read, recover by hand.</summary>
public sealed class HostedNodeTests
{
    [Fact]
    public async Task A_worker_runs_when_the_host_has_started()
    {
        await using HostedNode hosted = await HostedNode.StartAsync(guardian => guardian.WithWorker("mailer", HostedNode.Sleeper));

        WorkerStatus mailer = await hosted.UntilAsync("mailer", "healthy", worker => worker.State == WorkerState.Healthy);

        mailer.Running.ShouldBe(1);
        InstanceStatus instance = mailer.Instances.ShouldHaveSingleItem();
        instance.Id.ShouldBe("mailer/0");
        Kernel.Runs(instance.Pid.ShouldNotBeNull()).ShouldBeTrue();
        hosted.Node.Status.Workers.ShouldBe(1);
        hosted.Node.Status.StoreProblem.ShouldBeNull();
        (await hosted.Node.Ready).ShouldStartWith("guardian ready node=");
    }

    [Fact]
    public async Task A_killed_worker_is_restarted_and_the_end_is_told()
    {
        await using HostedNode hosted = await HostedNode.StartAsync(guardian => guardian.WithWorker("mailer", HostedNode.Sleeper));
        int first = await PidAsync(hosted, "mailer", 0);

        Kernel.Kill(first);

        WorkerStatus mailer = await hosted.UntilAsync("mailer", "another process", worker => worker.Instances[0].Pid is { } pid && pid != first);
        mailer.Restarts.ShouldBe(1);
        mailer.Instances[0].LastExit.ShouldNotBeNull().Signal.ShouldBe("SIGKILL");
        Kernel.Runs(first).ShouldBeFalse();
    }

    [Fact]
    public async Task Restart_replaces_the_process()
    {
        await using HostedNode hosted = await HostedNode.StartAsync(guardian => guardian.WithWorker("mailer", HostedNode.Sleeper));
        int first = await PidAsync(hosted, "mailer", 0);

        (await hosted.Node.RestartWorkerAsync("mailer", allAtOnce: false, "test")).ShouldBeOfType<CommandReply.Accepted>();

        await hosted.UntilAsync("mailer", "another process", worker => worker.Instances[0].Pid is { } pid && pid != first);
        Kernel.Runs(first).ShouldBeFalse();
    }

    [Fact]
    public async Task Stop_ends_the_process_and_start_brings_one_back()
    {
        await using HostedNode hosted = await HostedNode.StartAsync(guardian => guardian.WithWorker("mailer", HostedNode.Sleeper));
        int first = await PidAsync(hosted, "mailer", 0);

        (await hosted.Node.StopWorkerAsync("mailer", "test")).ShouldBeOfType<CommandReply.Accepted>();
        await hosted.UntilAsync("mailer", "stopped", worker => worker is { State: WorkerState.Stopped, Running: 0 });
        Kernel.Runs(first).ShouldBeFalse();

        (await hosted.Node.StartWorkerAsync("mailer", "test")).ShouldBeOfType<CommandReply.Accepted>();
        Kernel.Runs(await PidAsync(hosted, "mailer", 0)).ShouldBeTrue();
    }

    [Fact]
    public async Task Scale_leaves_the_first_instance_alone_and_keeps_to_the_bounds()
    {
        await using HostedNode hosted = await HostedNode.StartAsync(guardian => guardian.WithWorker("mailer", worker =>
        {
            HostedNode.Sleeper(worker);
            worker.Instances(min: 1, max: 3, start: 1);
        }));
        int first = await PidAsync(hosted, "mailer", 0);

        (await hosted.Node.ScaleWorkerAsync("mailer", 3, "test")).ShouldBeOfType<CommandReply.Accepted>();
        WorkerStatus three = await hosted.UntilAsync("mailer", "three processes", worker => worker.Running == 3);
        three.Instances[0].Pid.ShouldBe(first);

        (await hosted.Node.ScaleWorkerAsync("mailer", 1, "test")).ShouldBeOfType<CommandReply.Accepted>();
        WorkerStatus one = await hosted.UntilAsync("mailer", "one process", worker => worker is { Running: 1, Instances.Length: 1 });
        one.Instances[0].Pid.ShouldBe(first);

        (await hosted.Node.ScaleWorkerAsync("mailer", 4, "test")).ShouldBeOfType<CommandReply.Refused>().Message.ShouldContain("3");
    }

    [Fact]
    public async Task A_misspelt_worker_is_answered_with_what_exists()
    {
        await using HostedNode hosted = await HostedNode.StartAsync(guardian => guardian.WithWorker("mailer", HostedNode.Sleeper));

        CommandReply reply = await hosted.Node.RestartWorkerAsync("mailr", allAtOnce: false, "test");

        reply.ShouldBeOfType<CommandReply.UnknownName>().Message.ShouldContain("mailer");
    }

    [Fact]
    public async Task A_stop_by_hand_is_remembered_by_the_next_host_on_the_same_data()
    {
        using TemporaryDirectory data = new();
        await using (HostedNode before = await HostedNode.StartAsync(guardian => guardian.WithWorker("mailer", HostedNode.Sleeper), data.Path))
        {
            await PidAsync(before, "mailer", 0);
            (await before.Node.StopWorkerAsync("mailer", "test")).ShouldBeOfType<CommandReply.Accepted>();
        }

        await using HostedNode after = await HostedNode.StartAsync(guardian => guardian.WithWorker("mailer", HostedNode.Sleeper), data.Path);

        await after.UntilAsync("mailer", "stopped", worker => worker is { State: WorkerState.Stopped, Running: 0 });
    }

    [Fact]
    public async Task The_end_of_the_host_leaves_no_process()
    {
        await using HostedNode hosted = await HostedNode.StartAsync(guardian => guardian
            .WithWorker("mailer", worker =>
            {
                HostedNode.Sleeper(worker);
                worker.Instances(min: 2, max: 2, start: 2);
            })
            .WithWorker("after", worker =>
            {
                HostedNode.Sleeper(worker);
                worker.DependsOn("mailer");
            }));
        await hosted.UntilAsync("after", "running", worker => worker.Running == 1);
        int[] pids = [.. hosted.Node.Workers.SelectMany(worker => worker.Instances).Select(instance => instance.Pid.ShouldNotBeNull())];
        pids.Length.ShouldBe(3);

        await hosted.StopAsync();

        pids.Where(Kernel.Runs).ShouldBeEmpty();
        Should.Throw<InvalidOperationException>(() => hosted.Node).Message.ShouldContain("does not run");
    }

    private static async Task<int> PidAsync(HostedNode hosted, string worker, int index)
    {
        WorkerStatus status = await hosted.UntilAsync(worker, $"process of instance {index}", each => each.Instances.Length > index && each.Instances[index].Pid is not null);
        return status.Instances[index].Pid!.Value;
    }
}
