namespace Guardian.Connectors.Notifying;

/// <summary>What notifiers need of the node they run on.</summary>
public sealed record NotifierSurroundings
{
    /// <summary>Directory that the paths of files of alerts are relative to.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Directory that the paths of secrets and certificates are relative to.</summary>
    public required string ConfigDirectory { get; init; }

    /// <summary>Name of this host in mail.</summary>
    public required string HostName { get; init; }

    /// <summary>Gives an environment variable, or null.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>Clock of timeouts, pauses and circuit breakers.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Seed of the jitter of pauses.</summary>
    public required int Seed { get; init; }

    /// <summary>A secret as it is now.</summary>
    /// <param name="secret">Where it lies.</param>
    /// <param name="name">What it is, for the reason.</param>
    /// <param name="missing">Why there is none, in words that do not show it.</param>
    /// <returns>The secret, or null.</returns>
    internal string? Reveal(Alerts.SecretText secret, string name, out string missing)
    {
        try
        {
            missing = $"the {name} is not set: {secret} is empty";
            return secret.Reveal(Variable, path => File.ReadAllText(Path.Combine(ConfigDirectory, path)));
        }
        catch (IOException)
        {
            missing = $"the {name} cannot be read: {secret}";
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            missing = $"the {name} may not be read: {secret}";
            return null;
        }
    }
}
