using Guardian.Shell;
using System.Collections.Immutable;
using System.CommandLine;
using Guardian.Hosting;
using Guardian.Workers;

namespace Guardian.Node.Commands;

/// <summary><c>guardian validate [FILE]</c>: every problem of a configuration in one go.</summary>
internal static class ValidateCommand
{
    public static Command Create()
    {
        Argument<string> file = new("FILE") { Description = "Configuration file", DefaultValueFactory = _ => CommonOptions.DefaultConfig };
        Command validate = new("validate", "Check a configuration: syntax, keys, values, commands, directories, users") { file };
        validate.SetAction(parsed => Validate(parsed.GetValue(file)!));
        return validate;
    }

    private static int Validate(string file)
    {
        ConfigurationFile configuration = new(file, string.Empty, new FileSystemDefinitionProbe());
        ConfigurationReading reading = configuration.Read();
        ImmutableArray<string> problems = reading switch
        {
            ConfigurationReading.Bad bad => bad.Problems,
            ConfigurationReading.Good good => good.Warnings,
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        foreach (string problem in problems)
        {
            Console.Error.WriteLine(problem);
        }

        if (!problems.IsEmpty)
        {
            Console.Error.WriteLine($"{file}: {problems.Length} {(problems.Length == 1 ? "problem" : "problems")}");
            return PbmExitCode.Failed;
        }

        int workers = ((ConfigurationReading.Good)reading).Options.Workers.Count;
        Console.Out.WriteLine($"{file}: {workers} {(workers == 1 ? "worker" : "workers")}, no problem");
        return PbmExitCode.Done;
    }
}
