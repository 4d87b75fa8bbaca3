using System.Reflection;
using Guardian.Health;
using Guardian.Tests.Configuration;
using Guardian.Workers;

namespace Guardian.Tests.Workers;

public class DefinitionChangeTests
{
    [Theory]
    [InlineData("command = [other]", true, "command")]
    [InlineData("directory = \"/x\"", true, "directory")]
    [InlineData("environment.A = b", true, "environment")]
    [InlineData("user = x", true, "user")]
    [InlineData("umask = \"22\"", true, "umask")]
    [InlineData("nice = 1", true, "nice")]
    [InlineData("limits.nofile = 9", true, "limits")]
    [InlineData("state.directory = \"/x\"", true, "state.directory")]
    [InlineData("health.notify = yes", true, "health.notify")]
    [InlineData("health { notify = yes, watchdog = 1s }", true, "health.notify, health.watchdog")]
    [InlineData("instances.max = 9", false, "instances")]
    [InlineData("critical = yes", false, "critical")]
    [InlineData("queues = [q]", false, "queues")]
    [InlineData("autostart = no", false, "autostart")]
    [InlineData("up-after = 2s", false, "up-after")]
    [InlineData("restart.budget.restarts = 9", false, "restart")]
    [InlineData("stop.timeout = 1s", false, "stop")]
    [InlineData("health.cpu = 90%", false, "health")]
    [InlineData("health.probes.live.tcp = \"x:1\"", false, "health")]
    [InlineData("recovery.mode = recommend", false, "recovery")]
    [InlineData("logs.keep = 1", false, "logs")]
    [InlineData("orphans = kill", false, "orphans")]
    public void Only_what_a_process_has_already_taken_over_needs_a_new_one(string change, bool restart, string keys)
    {
        DefinitionChange found = DefinitionChange.Compare(Example.Worker(), Example.Worker(change));

        if (restart)
        {
            found.ShouldBeOfType<DefinitionChange.Restart>().Reason.ShouldBe($"{keys} changed");
        }
        else
        {
            string.Join(", ", found.ShouldBeOfType<DefinitionChange.LiveOnly>().Changed).ShouldBe(keys);
        }
    }

    [Fact]
    public void The_same_text_is_no_change()
    {
        const string block = "environment { A = b }, limits.nofile = 9, depends-on = []";

        DefinitionChange.Compare(Example.Worker(block), Example.Worker(block)).ShouldBeOfType<DefinitionChange.None>();
    }

    [Fact]
    public void A_restart_also_names_what_would_not_have_needed_it()
    {
        DefinitionChange.Restart found = DefinitionChange.Compare(Example.Worker(), Example.Worker("command = [other], critical = yes")).ShouldBeOfType<DefinitionChange.Restart>();

        found.Changed.ShouldBe(["command", "critical"]);
        found.Reason.ShouldBe("command changed");
    }

    [Fact]
    public void No_property_of_a_definition_is_forgotten()
    {
        WorkerDefinition definition = Example.Worker();
        foreach (PropertyInfo property in typeof(WorkerDefinition).GetProperties().Where(property => property.SetMethod is not null && property.Name != nameof(WorkerDefinition.Name)))
        {
            WorkerDefinition changed = definition with { };
            property.SetValue(changed, Other(property.GetValue(definition), property.PropertyType));
            DefinitionChange.Compare(definition, changed).ShouldNotBeOfType<DefinitionChange.None>($"a change of {property.Name} goes unseen");
        }
    }

    private static object? Other(object? value, Type type) => value switch
    {
        bool flag => !flag,
        int number => number + 1,
        TimeSpan span => span + TimeSpan.FromSeconds(1),
        Enum choice => Enum.ToObject(type, Convert.ToInt32(choice, System.Globalization.CultureInfo.InvariantCulture) + 1),
        ValueArray<string> => new ValueArray<string>(["changed"]),
        ValueDictionary => new ValueDictionary([new("A", "changed")]),
        null => Nullable.GetUnderlyingType(type) == typeof(int) ? 1 : "changed",
        InstanceOptions options => options with { Max = 99 },
        PlacementOptions options => options with { Replicas = 99 },
        RestartOptions options => options with { Factor = 99 },
        StopOptions options => options with { Signal = 9 },
        HealthOptions options => options with { Cpu = 99 },
        StateOptions options => options with { Save = ["changed"] },
        Guardian.Recovery.WorkerRecoveryOptions options => options with { Never = ["changed"] },
        LogRotationOptions options => options with { Keep = 99 },
        _ => throw new InvalidOperationException($"no other value for {type}"),
    };
}
