using Guardian.Hocon;

namespace Guardian.Health;

/// <summary>The three probes of a worker's instances.</summary>
/// <remarks>HOCON: <c>health.probes</c> of a worker.</remarks>
public sealed record ProbesOptions
{
    /// <summary>Says when start-up is over.</summary>
    public required ProbeOptions Startup { get; init; }

    /// <summary>Says whether the instance can take work.</summary>
    public required ProbeOptions Ready { get; init; }

    /// <summary>Says whether the instance must be restarted.</summary>
    public required ProbeOptions Live { get; init; }

    /// <summary>The probe of a kind.</summary>
    /// <param name="kind">Which.</param>
    /// <returns>Its options.</returns>
    public ProbeOptions Of(ProbeKind kind) => kind switch
    {
        ProbeKind.Startup => Startup,
        ProbeKind.Ready => Ready,
        _ => Live,
    };

    internal static ProbesOptions Read(HoconSection at, ConfigProblems problems)
    {
        ProbesOptions read = new()
        {
            Startup = ProbeOptions.Read(ProbeKind.Startup, at.Section("startup"), problems),
            Ready = ProbeOptions.Read(ProbeKind.Ready, at.Section("ready"), problems),
            Live = ProbeOptions.Read(ProbeKind.Live, at.Section("live"), problems),
        };
        at.RejectUnreadKeys(problems);
        return read;
    }
}
