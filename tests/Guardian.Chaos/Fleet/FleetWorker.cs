namespace Guardian.Chaos.Fleet;

/// <summary>One worker of the campaign.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Pool">What it is like.</param>
/// <param name="Instances">How many instances run.</param>
/// <param name="IsCritical">Whether the system is critical when it is.</param>
/// <param name="Port">Where it answers probes; 0 for nowhere.</param>
internal sealed record FleetWorker(string Name, Pool Pool, int Instances, bool IsCritical, int Port)
{
    public IEnumerable<string> InstanceNames => Enumerable.Range(0, Instances).Select(index => $"{Name}/{index}");
}
