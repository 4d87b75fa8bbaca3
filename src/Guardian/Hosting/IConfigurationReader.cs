namespace Guardian.Hosting;

/// <summary>Where a node's configuration comes from.</summary>
public interface IConfigurationReader
{
    /// <summary>For messages: the file, or what else it is.</summary>
    string Origin { get; }

    /// <summary>Directory that relative paths of worker definitions start from.</summary>
    /// <value>Absolute path.</value>
    string Directory { get; }

    /// <summary>Reads and checks the whole configuration.</summary>
    /// <returns>The options, or every problem there is.</returns>
    ConfigurationReading Read();
}
