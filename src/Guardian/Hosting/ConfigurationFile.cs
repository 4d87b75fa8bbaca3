using System.Collections.Immutable;
using Guardian.Hocon;
using Guardian.Workers;

namespace Guardian.Hosting;

/// <summary>A configuration in a HOCON file, over the reference.</summary>
/// <param name="path">The file.</param>
/// <param name="overrides">HOCON text over the file, such as what the command line says; empty for none.</param>
/// <param name="probe">Looks at commands, directories and users the definitions name.</param>
public sealed class ConfigurationFile(string path, string overrides, IDefinitionProbe probe) : IConfigurationReader
{
    /// <inheritdoc />
    public string Origin { get; } = Path.GetFullPath(path);

    /// <inheritdoc />
    public string Directory => Path.GetDirectoryName(Origin)!;

    /// <inheritdoc />
    public ConfigurationReading Read()
    {
        try
        {
            ConfigProblems problems = new();
            HoconConfig config = ReferenceConfig.Under(HoconSource.File(Origin), HoconSource.Text(overrides, "command line"));
            GuardianOptions options = GuardianOptions.Load(config, problems);
            if (problems.Any)
            {
                return new ConfigurationReading.Bad(Words(problems));
            }

            ConfigProblems missing = new();
            DefinitionRules.Check(options.Workers, Facts(options), probe, missing);
            return new ConfigurationReading.Good(options, Words(missing));
        }
        catch (HoconException refused)
        {
            return new ConfigurationReading.Bad([refused.Message]);
        }
    }

    private static ImmutableArray<string> Words(ConfigProblems problems) => [.. problems.All.Select(problem => problem.ToString())];

    private NodeFacts Facts(GuardianOptions options) => new()
    {
        Name = options.Node.Name ?? Environment.MachineName,
        ConfigDirectory = Directory,
        DataDirectory = Path.GetFullPath(options.Node.Data),
        Environment = NodeEnvironment.Read(),
    };
}
