namespace Guardian.Hocon;

/// <summary>A configuration was refused: it cannot be read, is not HOCON, cannot be resolved, or exceeds a limit.</summary>
/// <remarks>
/// This is the only exception that reading a configuration ends in. Wrong values of a well-formed configuration are not
/// exceptions; they are collected in <see cref="ConfigProblems"/>.
/// </remarks>
public sealed class HoconException : Exception
{
    /// <summary>Refuses a configuration for <paramref name="reason"/>, found at <paramref name="origin"/>.</summary>
    public HoconException(string reason, HoconOrigin origin, Exception? inner = null)
        : base($"{origin}: {reason}", inner)
    {
        Reason = reason;
        Origin = origin;
    }

    /// <summary>What is wrong and what was expected, without the place.</summary>
    public string Reason { get; }

    /// <summary>File, line and column.</summary>
    public HoconOrigin Origin { get; }
}
