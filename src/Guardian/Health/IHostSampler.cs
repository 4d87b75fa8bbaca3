namespace Guardian.Health;

/// <summary>Port to the figures of the whole server.</summary>
public interface IHostSampler
{
    /// <summary>Reads the figures now.</summary>
    /// <param name="directory">A path on the file system whose space is asked for.</param>
    /// <returns>The figures; one that cannot be read is null.</returns>
    HostSample Sample(string directory);
}
