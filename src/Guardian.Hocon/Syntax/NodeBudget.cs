namespace Guardian.Hocon.Syntax;

/// <summary>Counts the values of a configuration against <see cref="HoconLimits.MaxNodes"/>.</summary>
internal sealed class NodeBudget(HoconLimits limits)
{
    private long _nodes;

    public int MaxDepth => limits.MaxDepth;

    public void Charge(long nodes, HoconOrigin at)
    {
        if ((_nodes += nodes) > limits.MaxNodes)
        {
            throw new HoconException($"the configuration holds more than {limits.MaxNodes} values", at);
        }
    }
}
