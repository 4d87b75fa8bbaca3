using Guardian.Hocon;
using Guardian.Workers;

namespace Guardian.Hosting;

/// <summary>A configuration that a program makes itself, over the reference.</summary>
/// <param name="text">HOCON.</param>
/// <param name="directory">Absolute path that relative paths of worker definitions start from.</param>
/// <param name="probe">Looks at commands, directories and users the definitions name.</param>
public sealed class ConfigurationText(string text, string directory, IDefinitionProbe probe) : IConfigurationReader
{
    /// <inheritdoc />
    public string Origin => "the program's own configuration";

    /// <inheritdoc />
    public string Directory { get; } = directory;

    /// <inheritdoc />
    public ConfigurationReading Read() => ConfigurationLayers.Read([HoconSource.Text(text, "program")], Directory, probe);
}
