using FsCheck;
using FsCheck.Fluent;
using Guardian.Shell.Commands;
using Guardian.Shell.Tests.Fakes;

namespace Guardian.Shell.Tests.Commands;

public class CommandLineReaderTests
{
    [Theory]
    [InlineData("worker scale mailer 3", "count=3 name=mailer")]
    [InlineData("worker scale mailer 3 --drain --timeout 5m", "count=3 drain=true name=mailer timeout=5m")]
    [InlineData("worker scale --timeout=30s mailer --drain 3", "count=3 drain=true name=mailer timeout=30s")]
    [InlineData("worker scale mailer -3", "count=-3 name=mailer")]
    [InlineData("worker scale -- --odd 3", "count=3 name=--odd")]
    [InlineData("worker list --state dead", "state=dead")]
    public void Reads_arguments_and_options_in_any_order(string line, string values)
    {
        CommandLine.Run run = Read(line).ShouldBeOfType<CommandLine.Run>();
        string.Join(' ', run.Values.OrderBy(value => value.Key, StringComparer.Ordinal).Select(value => $"{value.Key}={value.Value}")).ShouldBe(values);
    }

    [Theory]
    [InlineData("worker list --json")]
    [InlineData("--json worker list")]
    [InlineData("worker --json list")]
    public void Takes_json_anywhere(string line) => Read(line).ShouldBeOfType<CommandLine.Run>().Json.ShouldBeTrue();

    [Theory]
    [InlineData("worker list --watch", 2000)]
    [InlineData("worker list --watch 500ms", 500)]
    [InlineData("worker list --watch=1m", 60_000)]
    [InlineData("worker list --watch --state dead", 2000)]
    public void Reads_the_interval_of_watch(string line, int milliseconds) =>
        Read(line).ShouldBeOfType<CommandLine.Run>().Watch.ShouldBe(TimeSpan.FromMilliseconds(milliseconds));

    [Theory]
    [InlineData("worker stop a --yes", true)]
    [InlineData("worker stop a", false)]
    public void Reads_yes_where_a_command_asks(string line, bool yes) => Read(line).ShouldBeOfType<CommandLine.Run>().Yes.ShouldBe(yes);

    [Theory]
    [InlineData("", "no command is given")]
    [InlineData("wroker list", "did you mean 'worker'?")]
    [InlineData("worker", "needs a command")]
    [InlineData("worker lits", "did you mean 'list'?")]
    [InlineData("worker no-such-command", "no command 'no-such-command'")]
    [InlineData("worker show", "NAME is missing")]
    [InlineData("worker scale a", "COUNT is missing")]
    [InlineData("worker scale a b", "COUNT must be a whole number, not 'b'")]
    [InlineData("worker scale a 99999999999999999999", "whole number")]
    [InlineData("worker scale a 3 4", "'4' is one argument too many")]
    [InlineData("worker list a", "takes no arguments")]
    [InlineData("worker scale a 3 --drian", "did you mean '--drain'?")]
    [InlineData("worker scale a 3 --drain=yes", "--drain takes no value")]
    [InlineData("worker scale a 3 --timeout", "--timeout needs a value")]
    [InlineData("worker scale a 3 --timeout --drain", "--timeout needs a value")]
    [InlineData("worker scale a 3 --timeout soon", "must be a duration")]
    [InlineData("worker scale a 3 --timeout 1s --timeout 2s", "given twice")]
    [InlineData("worker list --state heathy", "did you mean 'healthy'?")]
    [InlineData("worker show ..", "NAME cannot be '..'")]
    [InlineData("worker show ''", "NAME cannot be ''")]
    [InlineData("worker list --yes", "option '--yes' is not known")]
    [InlineData("worker show a --watch", "option '--watch' is not known")]
    [InlineData("worker list --watch 1ms", "at least 100ms")]
    [InlineData("worker list --watch --json", "exclude each other")]
    [InlineData("worker list -x", "option '-x' is not known")]
    [InlineData("--jsno worker list", "did you mean '--json'?")]
    public void Says_what_is_wrong(string line, string words)
    {
        CommandLine.Misuse misuse = Read(line).ShouldBeOfType<CommandLine.Misuse>();
        misuse.Problem.ShouldContain(words);
        misuse.Usage.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("help", null, null)]
    [InlineData("--help", null, null)]
    [InlineData("worker --help", "worker", null)]
    [InlineData("help worker", "worker", null)]
    [InlineData("help worker scale", "worker", "scale")]
    [InlineData("worker scale --help", "worker", "scale")]
    [InlineData("worker scale a b c --nonsense -h", null, null)]
    [InlineData("worker scale a -h", "worker", "scale")]
    public void Finds_what_help_is_about(string line, string? palette, string? command)
    {
        CommandLine read = Read(line);
        if (line.Contains("nonsense", StringComparison.Ordinal))
        {
            // What is wrong before help is asked for is told: help would hide the mistake.
            read.ShouldBeOfType<CommandLine.Misuse>();
            return;
        }

        CommandLine.Help help = read.ShouldBeOfType<CommandLine.Help>();
        help.Palette?.Name.ShouldBe(palette);
        help.Command?.Name.ShouldBe(command);
    }

    [Fact]
    public void Gives_back_every_value_that_was_written_down() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(
            ArbMap.Default.ArbFor<NonEmptyString>(), ArbMap.Default.ArbFor<int>(),
            (name, count) =>
            {
                string[] words = ["worker", "scale", "--", name.Get, count.ToString(System.Globalization.CultureInfo.InvariantCulture)];
                return name.Get is "." or ".." || (CommandLineReader.Read(words, SamplePalettes.Set) is CommandLine.Run run && run.Values["name"] == name.Get);
            }));

    [Fact]
    public void Never_throws_whatever_is_typed() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(
            Gen.Elements("worker", "list", "scale", "stop", "logs", "--", "--json", "--watch", "-h", "--help", "--state", "--state=", "--", "", "-", "--=", "a", "5", "help", "1s").ListOf().ToArbitrary(),
            words => CommandLineReader.Read([.. words], SamplePalettes.Set) is not null));

    [Theory]
    [InlineData("30s", 30)]
    [InlineData("1.5h", 5400)]
    [InlineData("2 minutes", 120)]
    [InlineData("0s", 0)]
    public void Reads_durations(string text, double seconds) => CommandLineReader.Duration(text).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("5")]
    [InlineData("5 parsecs")]
    [InlineData("-5s")]
    [InlineData("1.2.3s")]
    [InlineData("99999999999999d")]
    public void Refuses_what_is_no_duration(string text) => CommandLineReader.Duration(text).ShouldBeNull();

    private static CommandLine Read(string line) => CommandLineReader.Read([.. WordSplitter.Split(line).Select(word => word.Text)], SamplePalettes.Set);
}
