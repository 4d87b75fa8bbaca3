using Guardian.Health;
using Guardian.Hocon;

namespace Guardian.Workers;

/// <summary>Checks definitions against the server they are to run on: commands, directories, users.</summary>
public static class DefinitionRules
{
    /// <summary>Checks every worker and collects every problem.</summary>
    /// <param name="workers">The workers, as read.</param>
    /// <param name="node">The node they are to run on.</param>
    /// <param name="probe">Asks the server.</param>
    /// <param name="problems">Collects the problems.</param>
    public static void Check(ValueArray<WorkerDefinition> workers, NodeFacts node, IDefinitionProbe probe, ConfigProblems problems)
    {
        foreach (WorkerDefinition worker in workers)
        {
            Check(worker, node, probe, problems);
        }
    }

    /// <summary>Checks one worker.</summary>
    /// <param name="worker">The worker, as read.</param>
    /// <param name="node">The node it is to run on.</param>
    /// <param name="probe">Asks the server.</param>
    /// <param name="problems">Collects the problems.</param>
    public static void Check(WorkerDefinition worker, NodeFacts node, IDefinitionProbe probe, ConfigProblems problems)
    {
        string directory = worker.DirectoryOf(node);
        bool entered = probe.DirectoryExists(directory);
        if (!entered)
        {
            problems.Add(OptionRules.PathOf(worker.Name, "directory"), directory, "is not a directory, or may not be entered");
        }

        if (worker.User is { Length: > 0 } user && !probe.UserExists(user))
        {
            problems.Add(OptionRules.PathOf(worker.Name, "user"), user, "is not a user of this server");
        }

        foreach ((string key, ValueArray<string> command) in CommandsOf(worker))
        {
            // A missing directory has been said once; what is relative to it cannot be found either.
            bool relative = command is [{ } program, ..] && program.Contains('/', StringComparison.Ordinal) && !program.StartsWith('/');
            if (!command.IsEmpty && command[0].Length > 0 && (entered || !relative))
            {
                CheckCommand(worker, key, command, node, probe, problems);
            }
        }
    }

    private static void CheckCommand(
        WorkerDefinition worker, string key, ValueArray<string> command, NodeFacts node, IDefinitionProbe probe, ConfigProblems problems)
    {
        LaunchSpec spec = worker.ToLaunchSpec(command, 0, node);
        string path = OptionRules.PathOf(worker.Name, key);
        string program = spec.Command[0];
        switch (CommandSearch.For(program, spec.Directory, spec.Environment.GetValueOrDefault("PATH"), probe))
        {
            case CommandSearch.NotExecutable(var file):
                problems.Add(path, program, $"is not executable ({file})");
                break;
            case CommandSearch.NotFound:
                problems.Add(
                    path, program, program.Contains('/', StringComparison.Ordinal) ? "does not exist" : "is not found on the PATH");
                break;
            default:
                break; // found
        }
    }

    private static IEnumerable<(string Key, ValueArray<string> Command)> CommandsOf(WorkerDefinition worker)
    {
        yield return ("command", worker.Command);
        if (worker.Stop.Drain is { } drain)
        {
            yield return ("stop.drain", drain);
        }

        foreach ((string name, ProbeOptions probe) in new[]
            { ("startup", worker.Health.Probes.Startup), ("ready", worker.Health.Probes.Ready), ("live", worker.Health.Probes.Live) })
        {
            if (probe.Exec is { } exec)
            {
                yield return ($"health.probes.{name}.exec", exec);
            }
        }
    }
}
