namespace Guardian.Health;

/// <summary>What counts as healthy for the server itself.</summary>
/// <remarks>HOCON: <c>guardian.host</c>; defaults are written once, in the reference file. Applied by <see cref="HostHealth"/>.</remarks>
public sealed partial record HostOptions
{
    /// <summary>Most processor use of the whole server.</summary>
    /// <value>Share of all processors, over 0 to 1, or null for no limit.</value>
    public required double? Cpu { get; init; }

    /// <summary>Most memory in use on the whole server.</summary>
    /// <value>Share of all memory, over 0 to 1, or null for no limit.</value>
    public required double? Memory { get; init; }

    /// <summary>Highest load average of a minute.</summary>
    /// <value>Per processor, over 0, or null for no limit.</value>
    public required double? Load { get; init; }

    /// <summary>How often a figure must be over its limit before that counts.</summary>
    public required ConfirmOptions Confirm { get; init; }
}
