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
    public ConfigurationReading Read() =>
        ConfigurationLayers.Read([HoconSource.File(Origin), HoconSource.Text(overrides, "command line")], Directory, probe);
}
