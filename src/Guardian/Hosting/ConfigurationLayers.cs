using System.Collections.Immutable;
using Guardian.Hocon;
using Guardian.Workers;

namespace Guardian.Hosting;

/// <summary>Reads and checks layers of configuration over the reference.</summary>
internal static class ConfigurationLayers
{
    /// <summary>Reads and checks.</summary>
    /// <param name="layers">The layers, lowest first.</param>
    /// <param name="directory">Directory that relative paths start from.</param>
    /// <param name="probe">Looks at commands, directories and users.</param>
    /// <returns>The options, or every problem in one go.</returns>
    public static ConfigurationReading Read(IEnumerable<HoconSource> layers, string directory, IDefinitionProbe probe)
    {
        try
        {
            ConfigProblems problems = new();
            GuardianOptions options = GuardianOptions.Load(ReferenceConfig.Under(layers), problems);
            ImmutableArray<ConfigProblem> wrong = [.. problems.All];
            DefinitionRules.Check(options.Workers, Facts(options, directory), probe, problems);
            ImmutableArray<ConfigProblem> missing = [.. problems.All.Skip(wrong.Length)];
            if (wrong.IsEmpty)
            {
                return new ConfigurationReading.Good(options, [.. missing.Select(problem => problem.ToString())]);
            }

            // A key that could not be read has been said once; what the server lacks for the others is said in the same go.
            HashSet<string> said = [.. wrong.Select(problem => problem.Path)];
            return new ConfigurationReading.Bad(
                [.. wrong.Concat(missing.Where(problem => !said.Contains(problem.Path))).Select(problem => problem.ToString())]);
        }
        catch (HoconException refused)
        {
            return new ConfigurationReading.Bad([refused.Message]);
        }
    }

    private static NodeFacts Facts(GuardianOptions options, string directory) => new()
    {
        Name = options.Node.Name ?? Environment.MachineName,
        ConfigDirectory = directory,
        DataDirectory = Path.GetFullPath(options.Node.Data),
        Environment = NodeEnvironment.Read(),
    };
}
