using Guardian.Health;
using Guardian.Hosting;
using Guardian.Journal;
using Guardian.Tests.Workers.Actors;
using Guardian.Tests.Workers.Records;
using Guardian.Workers;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;

namespace Guardian.Tests.Hosting;

public sealed class GuardianNodeTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly string _data = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    private readonly FakeProcesses _os = new();
    private readonly MemoryJournal _journal = new();

    [Fact]
    public async Task A_node_says_when_it_is_ready_shows_itself_and_leaves_nothing_behind()
    {
        GuardianNode node = await StartAsync(withStore: true);
        (await node.Ready.WaitAsync(Patience)).ShouldStartWith("guardian ready ");
        node.Status.Pid.ShouldBe(Environment.ProcessId);
        node.Status.Workers.ShouldBe(1);
        node.Status.StoreProblem.ShouldBeNull();
        _os.Alive("w").Count.ShouldBe(1);

        await Should.ThrowAsync<IOException>(() => StartAsync(withStore: true));
        _os.Alive("w").Count.ShouldBe(1, "the refused node touched nothing");

        (await node.StopWorkerAsync("w", "me").WaitAsync(Patience)).ShouldBeOfType<CommandReply.Accepted>().Message.ShouldNotContain("not yet stored");
        (await node.StopWorkerAsync("v", "me").WaitAsync(Patience)).ShouldBeOfType<CommandReply.UnknownName>();
        await node.DisposeAsync().AsTask().WaitAsync(Patience);
        _os.AliveAll().ShouldBeEmpty();
        _journal.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public async Task Without_a_store_a_person_is_told_that_the_word_may_be_forgotten()
    {
        GuardianNode node = await StartAsync(withStore: false);
        await node.Ready.WaitAsync(Patience);
        node.Status.StoreProblem.ShouldNotBeNull();
        (await node.StopWorkerAsync("w", "me").WaitAsync(Patience)).ShouldBeOfType<CommandReply.Accepted>().Message.ShouldContain("not yet stored");
        await node.DisposeAsync().AsTask().WaitAsync(Patience);
        _os.AliveAll().ShouldBeEmpty();
    }

    public void Dispose()
    {
        _os.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private Task<GuardianNode> StartAsync(bool withStore)
    {
        IHostSampler host = Substitute.For<IHostSampler>();
        host.Sample(Arg.Any<string>()).Returns(new HostSample(1, null, null, null, null, null, null, null));
        return GuardianNode.StartAsync(
            new GuardianNodeSetup
            {
                Configuration = Substitute.For<IConfigurationReader>(),
                DataDirectory = _data,
                Address = "unix:/x",
                Processes = _os,
                Probes = Substitute.For<IProbeRunner>(),
                Commands = Substitute.For<ICommandRunner>(),
                Host = host,
                OpenJournal = withStore ? _ => Task.FromResult<IEventJournal>(_journal) : null,
                Time = new StepClock(),
                Seed = 1,
                Logs = NullLoggerFactory.Instance,
            },
            Harness.Load(Harness.Worker("w")));
    }
}
