using Guardian.Hocon;
using Guardian.Workers;

namespace Guardian.Tests.Configuration;

public class GuardianOptionsTests
{
    [Fact]
    public void The_reference_alone_is_a_valid_configuration_without_workers()
    {
        ConfigProblems problems = new();

        GuardianOptions options = Example.Load("", problems);

        problems.All.ShouldBeEmpty();
        options.Workers.ShouldBeEmpty();
        options.Groups.ShouldBeEmpty();
    }

    [Fact]
    public void A_worker_names_only_what_differs_from_the_defaults()
    {
        ConfigProblems problems = new();

        GuardianOptions options = Example.Load(
            """
            guardian {
              worker-defaults { stop.timeout = 20s }
              workers {
                mailer { command = ["mailer"], restart { delay = 3s } }
                indexer { command = ["indexer"], stop.timeout = 5s, health.probes.live.tcp = "127.0.0.1:9000" }
              }
            }
            """,
            problems);

        problems.All.ShouldBeEmpty();
        options.Workers.Select(worker => worker.Name).ShouldBe(["mailer", "indexer"]);
        (WorkerDefinition mailer, WorkerDefinition indexer) = (options.Workers[0], options.Workers[1]);
        mailer.Restart.Delay.ShouldBe(TimeSpan.FromSeconds(3));
        mailer.Restart.Cap.ShouldBe(TimeSpan.FromSeconds(60));
        mailer.Stop.Timeout.ShouldBe(TimeSpan.FromSeconds(20));
        indexer.Stop.Timeout.ShouldBe(TimeSpan.FromSeconds(5));
        indexer.Health.Probes.Live.IsOn.ShouldBeTrue();
        indexer.Health.Probes.Ready.IsOn.ShouldBeFalse();
    }

    [Fact]
    public void Reading_the_same_text_twice_gives_equal_options()
    {
        const string text = """
            guardian.workers.mailer {
              command = ["mailer", "{index}"], environment { A = "1", B = "2" }, limits { nofile = 4096 }, depends-on = ["db"], queues = ["q"]
              health.probes.ready.exec = ["check", "{index}"], stop.drain = ["drain"], restart.exit-codes.done = [3]
            }
            guardian.workers.db.command = ["db"]
            """;

        GuardianOptions first = Example.Load(text, new ConfigProblems());
        GuardianOptions second = Example.Load(text, new ConfigProblems());

        first.ShouldBe(second);
        first.GetHashCode().ShouldBe(second.GetHashCode());
    }

    [Fact]
    public void E5_every_problem_of_every_worker_shows_in_one_go()
    {
        IReadOnlyList<string> problems = Example.ProblemsOf(
            """
            guardian {
              interval = 0s
              node { nmae = "x" }
              groups.pipeline.strategy = one_for_some
              workers {
                Mailer { command = ["mailer"] }
                broken {
                  command = []
                  instances { min = 3, max = 2, start = 1 }
                  restart { delay = 90s, factor = 0.5, exit-codes { done = [3], retry = [3, 300] } }
                  stop.signal = SIGTREM
                  health {
                    error-pattern = "(?=x)", error-rate = "often", cpu = 0%, watchdog = 10s
                    probes.live { tcp = "nowhere", http = "ftp://x", success = 2 }
                  }
                  umask = "999", limits { nofiles = 1, nofile = "5:4" }, environment { NOTIFY_SOCKET = "/x" }
                  depends-on = ["nobody", "broken"], group = "none"
                }
                lost { command = ["x"], heatlh { cpu = 10% } }
              }
            }
            """);

        string[] expected =
        [
            "guardian.interval = 0s: must be 100 ms or longer",
            "guardian.node.nmae = : unknown key, did you mean 'name'?",
            "guardian.groups.pipeline.strategy = one_for_some: must be one of one-for-one, one-for-all, rest-for-one",
            "guardian.workers.Mailer = Mailer: the name must start with",
            "guardian.workers.broken.command = []: must name a program",
            "guardian.workers.broken.instances.start = 1: must not be less than min (3)",
            "guardian.workers.broken.instances.min = 3: must not be more than max (2)",
            "guardian.workers.broken.restart.factor = 0.5: must be 1 to 100",
            "guardian.workers.broken.restart.delay = 90s: must not be longer than cap (60 s)",
            "guardian.workers.broken.restart.exit-codes.retry = 300: must be exit codes from 0 to 255",
            "guardian.workers.broken.restart.exit-codes = 3: must stand once",
            "guardian.workers.broken.stop.signal = SIGTREM: must be a signal",
            "guardian.workers.broken.health.error-pattern = (?=x): must be a regular expression without look-around",
            "guardian.workers.broken.health.error-rate = often: must be a rate",
            "guardian.workers.broken.health.cpu = 0: must be over 0 %",
            "guardian.workers.broken.health.watchdog = 10s: needs health.notify = yes",
            "guardian.workers.broken.health.probes.live = : must have one of http, tcp and exec, not several",
            "guardian.workers.broken.health.probes.live.tcp = nowhere: must be host:port",
            "guardian.workers.broken.health.probes.live.http = ftp://x: must be an address",
            "guardian.workers.broken.health.probes.live.success = 2: must be 1 for startup and live",
            "guardian.workers.broken.umask = 999: must be octal digits",
            "guardian.workers.broken.limits.nofiles = 1: must be one of as, core",
            "guardian.workers.broken.limits.nofile = 5:4: must be a number, soft:hard, or unlimited",
            "guardian.workers.broken.environment.NOTIFY_SOCKET = /x: is set by the node itself",
            "guardian.workers.broken.depends-on = : depends on 'nobody', which is not defined",
            "guardian.workers.broken.depends-on = : depends on itself: broken -> broken",
            "guardian.workers.broken.group = none: is not defined under guardian.groups; there are pipeline",
            "guardian.workers.lost.heatlh = : unknown key, did you mean 'health'?",
        ];
        foreach (string problem in expected)
        {
            problems.ShouldContain(actual => actual.StartsWith(problem, StringComparison.Ordinal), $"missing: {problem}\nfound:\n{string.Join('\n', problems)}");
        }

        problems.Count.ShouldBe(expected.Length, string.Join('\n', problems));
    }

    [Theory]
    [InlineData("placement.mode = floating", "placement.mode = floating: needs a cluster (guardian.cluster.database), which this node does not have")]
    [InlineData("placement.replicas = 2", "placement.replicas = 2: more than 1 needs a cluster (guardian.cluster.database), which this node does not have")]
    [InlineData("placement.roles = [db]", "placement.roles = [db]: needs a cluster (guardian.cluster.database), which this node does not have")]
    [InlineData("cleanup-before-start = yes", "cleanup-before-start = true: needs the disk guard, which this node does not have")]
    public void A_wish_that_this_node_cannot_fulfil_is_refused_not_ignored(string wish, string problem)
    {
        IReadOnlyList<string> problems = Example.ProblemsOf($$"""guardian.workers.mailer { command = ["x"], {{wish}} }""");

        problems.ShouldBe([$"guardian.workers.mailer.{problem}"]);
    }

    [Theory]
    [InlineData("all", "in a cluster it means all nodes ('--node all'); another name is needed")]
    [InlineData("a/b", "in a cluster the name ")]
    public void A_name_that_means_something_else_in_a_cluster_is_refused_there_only(string name, string reason)
    {
        string named = $"guardian.node.name = \"{name}\"\n";

        Example.ProblemsOf(named).ShouldBeEmpty();
        Example.ProblemsOf(named + "guardian.cluster.database = \"Host=db\"").ShouldHaveSingleItem().ShouldStartWith($"guardian.node.name = {name}: {reason}");
    }

    [Fact]
    public void A_heartbeat_that_several_instances_or_workers_would_share_is_refused()
    {
        IReadOnlyList<string> problems = Example.ProblemsOf(
            """
            guardian.workers {
              a { command = ["x"], instances { start = 2 }, health.heartbeat.file = "/run/a" }
              b { command = ["x"], health.heartbeat.file = "/run/shared" }
              c { command = ["x"], health.heartbeat.file = "/run/shared" }
              d { command = ["x"], health.heartbeat.file = "/run/{worker}" }
              e { command = ["x"], instances { start = 2 }, health.heartbeat.file = "/run/{worker}.{index}" }
            }
            """);

        problems.Count.ShouldBe(2, string.Join('\n', problems));
        problems[0].ShouldStartWith("guardian.workers.a.health.heartbeat.file = /run/a: is the same for 2 instances");
        problems[1].ShouldStartWith("guardian.workers.c.health.heartbeat.file = /run/shared: is also the heartbeat of b");
    }

    [Fact]
    public void A_confirmation_that_the_interval_cannot_reach_is_refused()
    {
        IReadOnlyList<string> problems = Example.ProblemsOf(
            """guardian { interval = 61s, workers.a { command = ["x"], health.confirm { times = 2, within = 61s } } }""");

        problems.ShouldBe(["guardian.host.confirm.within = 2m: is too short for 3 checks at one every 61 s (guardian.interval)"]);
    }

    [Fact]
    public void A_problem_says_where_the_key_was_written()
    {
        ConfigProblems problems = new();

        Example.Load("guardian.workers.mailer {\n  command = [x]\n  nice = 99\n}", problems);

        problems.All.Single().ToString().ShouldStartWith("test.conf:3:");
    }

    [Fact]
    public void A_block_that_somebody_else_reads_is_not_unknown()
    {
        ConfigProblems problems = new();

        GuardianOptions.Load(ReferenceConfig.Under(HoconSource.Text("guardian { api { port = 1 }, apx = 2 }")), problems, "api");

        problems.All.Select(problem => problem.Path).ShouldBe(["guardian.apx"]);
    }

    [Fact]
    public void A_worker_name_with_a_dot_is_one_name()
    {
        Example.Worker(name: "\"mail.eu\"").Name.ShouldBe("mail.eu");
    }

    [Fact]
    public void An_environment_value_can_be_taken_back()
    {
        ConfigProblems problems = new();

        GuardianOptions options = Example.Load(
            """guardian { worker-defaults.environment { A = "1", B = "2" }, workers.x { command = ["x"], environment { A = null } } }""", problems);

        problems.All.ShouldBeEmpty();
        options.Workers.Single().Environment.ShouldBe([new("B", "2")]);
    }

    [Fact]
    public void A_thousand_workers_load()
    {
        ConfigProblems problems = new();

        GuardianOptions options = Example.Load(
            $"guardian.workers {{ {string.Join('\n', Enumerable.Range(0, 1000).Select(at => $"w{at}.command = [\"run\", \"{at}\"]"))} }}", problems);

        problems.All.ShouldBeEmpty();
        options.Workers.Count.ShouldBe(1000);
        options.Workers[999].Command.ShouldBe(["run", "999"]);
    }

    [Fact]
    public void A_worker_that_is_no_block_is_a_problem()
    {
        Example.ProblemsOf("guardian.workers { mailer = 3 }").ShouldBe(["guardian.workers.mailer = 3: must be a block with a command"]);
    }
}
