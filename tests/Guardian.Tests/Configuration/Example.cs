using Guardian.Hocon;
using Guardian.Workers;

namespace Guardian.Tests.Configuration;

/// <summary>Definitions made the way a person makes them: a few keys over the reference.</summary>
internal static class Example
{
    public static NodeFacts Node { get; } = new()
    {
        Name = "one",
        ConfigDirectory = "/etc/guardian",
        DataDirectory = "/var/lib/guardian",
        Environment = new ValueDictionary([new("PATH", "/usr/bin:/bin"), new("LANG", "C"), new("NOTIFY_SOCKET", "/run/systemd/notify")]),
    };

    public static WorkerDefinition Worker(string block = "", string name = "mailer")
    {
        ConfigProblems problems = new();
        GuardianOptions options = Load($$"""guardian.workers.{{name}} = { command = ["mailer"] }, guardian.workers.{{name}} { {{block}} }""", problems);
        problems.All.ShouldBeEmpty();
        return options.Workers.Single();
    }

    public static GuardianOptions Load(string text, ConfigProblems problems) =>
        GuardianOptions.Load(ReferenceConfig.Under(HoconSource.Text(text, "test.conf")), problems);

    public static IReadOnlyList<string> ProblemsOf(string text)
    {
        ConfigProblems problems = new();
        Load(text, problems);
        return [.. problems.All.Select(problem => $"{problem.Path} = {problem.Value}: {problem.Rule}")];
    }
}
