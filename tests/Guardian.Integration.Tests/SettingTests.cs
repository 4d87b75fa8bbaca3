using Guardian.Integration.Tests.Play;

namespace Guardian.Integration.Tests;

/// <summary>What a worker is given: user, environment, limits, places; and the sample configuration.</summary>
public sealed class SettingTests
{
    [Fact]
    public async Task A_worker_of_another_user_can_use_its_notify_socket_its_state_directory_and_its_log()
    {
        await using TestNode node = TestNode.With("""
            a {
              command = ["sh", "-c", "id -un; echo kept > $GUARDIAN_STATE_DIR/state; echo again >> /dev/stdout; exec perl notify.pl"]
              user = nobody
              health { notify = yes, start-timeout = 60s }
            }
            """);
        node.Write("notify.pl", """
            use IO::Socket::UNIX;
            use Socket qw(SOCK_DGRAM);
            my $path = $ENV{NOTIFY_SOCKET};
            $path =~ s/^\@/\0/;
            IO::Socket::UNIX->new(Type => SOCK_DGRAM, Peer => $path)->send("READY=1\nSTATUS=by another user");
            sleep(100000);
            """);
        await node.StartAsync();
        if (!Kernel.IsRoot)
        {
            WorkerView refused = await node.UntilAsync("a", "its refusal", one => one.Reasons.Length > 0 && one.Running == 0);
            refused.Why.ShouldContain("may not become 'nobody'");
            return;
        }

        WorkerView view = await node.HealthyAsync("a");

        view.First.Status.ShouldBe("by another user");
        (await File.ReadAllTextAsync(Path.Combine(node.Data, "state", "a", "0", "state"))).ShouldBe("kept\n");
        (await node.UntilLogAsync("a/0", 2)).ShouldBe(["nobody", "again"]);
    }

    [Fact]
    public async Task A_worker_is_told_what_it_is_and_gets_its_limits()
    {
        await using TestNode node = TestNode.With("""
            a {
              command = ["sh", "-c", "echo $GUARDIAN_WORKER $GUARDIAN_INSTANCE $WORD {worker} {index} $(ulimit -n) $(umask) $(nice) $(basename $PWD); exec sleep 100000"]
              directory = place, environment { WORD = "{worker}-{index}" }, limits { nofile = 321 }, umask = "0027", nice = 5
              instances { start = 2 }
            }
            """);
        Directory.CreateDirectory(node.At("place"));
        await node.StartAsync();

        string nice = Kernel.NiceOf(Environment.ProcessId) == 0 ? "5" : $"{Math.Min(19, Kernel.NiceOf(Environment.ProcessId) + 5)}";
        (await node.UntilLogAsync("a/1", 1)).ShouldBe([$"a a/1 a-1 a 1 321 0027 {nice} place"]);
    }

    [Fact]
    public async Task The_sample_configuration_runs_and_its_flaky_worker_is_restarted()
    {
        await using TestNode node = TestNode.With(string.Empty);
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Programs.Top, "hocon"), "*", SearchOption.AllDirectories))
        {
            string copy = node.At(Path.GetRelativePath(Path.Combine(Programs.Top, "hocon"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            // Only its patience is shortened, so that the test need not wait for it.
            await File.WriteAllTextAsync(copy, (await File.ReadAllTextAsync(file)).Replace("sleep 15", "sleep 3", StringComparison.Ordinal));
        }

        await node.StartAsync();

        WorkerView[] all = await node.UntilAllAsync("all samples well", workers => workers.Length == 4 && workers.All(one => one.Healthy));
        all.Select(one => one.Name).ShouldBe(["clock", "consumer", "crew", "flaky"]);
        await node.UntilAsync("flaky", "a restart", one => one.Restarts > 0);
        (await node.UntilAsync("consumer", "progress", one => one.First.Progress > 0)).Restarts.ShouldBe(0);
        (await node.StopAsync()).ShouldBe(0);
        all.SelectMany(one => one.Pids).Where(Kernel.IsAlive).ShouldBeEmpty();
    }
}
