using System.Collections.Immutable;
using Guardian.Linux.Tests.Support;
using Guardian.Workers;

namespace Guardian.Linux.Tests.Processes;

public sealed class LaunchErrorTests : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void A_missing_command_names_itself_and_the_path_that_was_searched()
    {
        LaunchException problem = Fail(_bench.Shell("") with { Command = ["no-such-program"] });
        problem.Problem.ShouldBe(LaunchProblem.CommandNotFound);
        problem.Message.ShouldContain("no-such-program");
        problem.Message.ShouldContain("/usr/bin:/bin");

        LaunchSpec noPath = _bench.Shell("") with { Command = ["sh"], Environment = ImmutableDictionary<string, string>.Empty };
        Fail(noPath).Message.ShouldContain("PATH is not set");
        Fail(_bench.Shell("") with { Command = ["./missing"] }).Message.ShouldContain(_bench.PathOf("./missing"));
        Fail(_bench.Shell("") with { Command = [] }).Problem.ShouldBe(LaunchProblem.CommandNotFound);
    }

    [Fact]
    public void A_relative_command_is_relative_to_the_workers_directory()
    {
        Script("tool", "#!/bin/sh\necho here\n");
        _bench.Run(_bench.Shell("") with { Command = ["./tool"] }).ShouldBe("here");
    }

    [Fact]
    public void A_file_without_permission_format_or_interpreter_is_not_executable_and_the_message_says_which()
    {
        File.WriteAllText(_bench.PathOf("plain"), "echo\n");
        Fail(_bench.Shell("") with { Command = [_bench.PathOf("plain")] }, LaunchProblem.NotExecutable).ShouldContain("may not be executed");
        Script("unmarked", "echo no first line\n");
        Fail(_bench.Shell("") with { Command = [_bench.PathOf("unmarked")] }, LaunchProblem.NotExecutable).ShouldContain("no known format");
        Script("broken", "#!/no/such/interpreter -x\n");
        Fail(_bench.Shell("") with { Command = [_bench.PathOf("broken")] }, LaunchProblem.NotExecutable).ShouldContain("/no/such/interpreter");
        Fail(_bench.Shell("") with { Command = [_bench.Directory] }, LaunchProblem.NotExecutable).ShouldContain("a directory");
        // Behind nice(1) the kernel's own error would come too late.
        Fail(_bench.Shell("") with { Command = [_bench.PathOf("broken")], Nice = 1 }, LaunchProblem.NotExecutable).ShouldContain("/no/such/interpreter");
        Fail(_bench.Shell("") with { Command = ["sh", "a\0b"] }, LaunchProblem.NotExecutable).ShouldContain("NUL");
    }

    [Fact]
    public void A_directory_that_is_missing_or_a_file_is_named()
    {
        Fail(_bench.Shell("true") with { Directory = "/no/such/place" }, LaunchProblem.Directory).ShouldContain("/no/such/place");
        Fail(_bench.Shell("true") with { Directory = "/etc/passwd" }, LaunchProblem.Directory).ShouldContain("not a directory");
        Fail(_bench.Shell("true") with { Directory = "relative" }, LaunchProblem.Directory).ShouldContain("relative");
    }

    [Fact]
    public void An_unknown_user_is_named() =>
        Fail(_bench.Shell("true") with { User = "nosuchuser" }, LaunchProblem.User).ShouldContain("nosuchuser");

    [Fact]
    public void A_log_that_cannot_be_opened_is_named()
    {
        (IProcessSlot slot, _) = _bench.Open();
        Directory.CreateDirectory(slot.Log.Path); // a directory where the file should be
        LaunchException problem = Should.Throw<LaunchException>(() => slot.Launch(_bench.Shell("true"), 1));
        problem.Problem.ShouldBe(LaunchProblem.Files);
        problem.Message.ShouldContain(slot.Log.Path);
    }

    [Fact]
    public void A_log_directory_that_cannot_be_made_is_named()
    {
        File.WriteAllText(_bench.PathOf("logs"), "in the way");
        Should.Throw<LaunchException>(() => _bench.Open()).Problem.ShouldBe(LaunchProblem.Files);
    }

    [Fact]
    public void Arguments_larger_than_the_kernel_takes_are_a_lack_of_resources() =>
        Fail(_bench.Shell("true", new string('x', 4 << 20)), LaunchProblem.Resources).ShouldContain("too large");

    [Fact]
    public void A_thousand_launches_and_as_many_failures_leave_no_descriptor_and_no_child()
    {
        (IProcessSlot slot, RecordingObserver observer) = _bench.Open();
        LaunchSpec good = _bench.Shell("") with { Command = ["/bin/true"] };
        LaunchSpec[] bad =
        [
            good with { Command = ["no-such-program"] }, good with { Directory = "/no/such/place" }, good with { Command = ["/etc/passwd"] },
            good with { User = "nosuchuser" }, _bench.Shell("true", new string('x', 4 << 20)),
        ];
        slot.Launch(good, -1);
        observer.NextExit();
        OpenDescriptors before = OpenDescriptors.Now();

        for (int i = 0; i < 1000; i++)
        {
            slot.Launch(good, i);
            observer.NextExit().Incarnation.ShouldBe(i);
            Should.Throw<LaunchException>(() => slot.Launch(bad[i % bad.Length], i));
        }

        OpenDescriptors.ShouldNotHaveGrown(since: before);
        OwnChildren.ShouldAllBeReaped();
    }

    private void Script(string name, string text)
    {
        File.WriteAllText(_bench.PathOf(name), text);
        File.SetUnixFileMode(_bench.PathOf(name), (UnixFileMode)0x1ed);
    }

    private LaunchException Fail(LaunchSpec spec)
    {
        (IProcessSlot slot, RecordingObserver observer) = _bench.Open();
        LaunchException problem = Should.Throw<LaunchException>(() => slot.Launch(spec, 1));
        slot.Process.ShouldBeNull();
        observer.UntakenExits.ShouldBe(0);
        slot.Dispose();
        return problem;
    }

    private string Fail(LaunchSpec spec, LaunchProblem expected)
    {
        LaunchException problem = Fail(spec);
        problem.Problem.ShouldBe(expected, problem.Message);
        return problem.Message;
    }
}
