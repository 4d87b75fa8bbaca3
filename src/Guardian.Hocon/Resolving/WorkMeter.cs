namespace Guardian.Hocon.Resolving;

/// <summary>Counts the steps of one resolution: a value may be asked for by many, and this bounds what all the asking costs.</summary>
/// <remarks>Twenty steps for each value that <see cref="HoconLimits.MaxNodes"/> allows; real configurations take two or three.</remarks>
internal sealed class WorkMeter(HoconLimits limits)
{
    private readonly long _most = 20L * limits.MaxNodes;
    private long _steps;

    public void Charge(long steps, HoconOrigin at)
    {
        if ((_steps += steps) > _most)
        {
            throw new HoconException($"resolving the substitutions takes more than {_most} steps", at);
        }
    }
}
