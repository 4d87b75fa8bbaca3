using Guardian.Workers;

namespace Guardian.Tests.Workers.Actors;

/// <summary>A process of the played operating system.</summary>
internal sealed class FakeProcess(string instance, ProcessIdentity identity)
{
    public string Instance { get; } = instance;

    public ProcessIdentity Identity { get; } = identity;

    public bool Alive { get; set; } = true;

    public long Incarnation { get; set; }

    public FakeSlot? Slot { get; set; }

    /// <summary>What it was started with; null when it was there before.</summary>
    public LaunchSpec? Spec { get; set; }
}
