namespace Guardian.Chaos.Cluster;

/// <summary>Something that was done and is mended at its time.</summary>
/// <param name="Deed">What was done.</param>
/// <param name="Node">To which node; null for the database.</param>
/// <param name="Begun">When, on the monotonic clock in seconds.</param>
/// <param name="Until">When it is to be mended.</param>
internal sealed record Trouble(Deed Deed, string? Node, double Begun, double Until)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Deed} {Node}".TrimEnd();
}
