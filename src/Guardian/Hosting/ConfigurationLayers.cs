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
            ConfigProblems missing = new();
            DefinitionRules.Check(options.Workers, Facts(options, directory), probe, missing);
            if (!problems.Any)
            {
                return new ConfigurationReading.Good(options, [.. missing.All.Select(problem => problem.ToString())]);
            }

            // A key that could not be read has been said once; what the server lacks for the others is said in the same go.
            HashSet<string> said = [.. problems.All.Select(problem => problem.Path)];
            return new ConfigurationReading.Bad(
                [.. problems.All.Concat(missing.All.Where(problem => !said.Contains(problem.Path))).Select(problem => problem.ToString())]);
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
