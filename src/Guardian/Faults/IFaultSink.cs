namespace Guardian.Faults;

/// <summary>Hears of every fault, to journal it, alert, or open an incident.</summary>
public interface IFaultSink
{
    /// <summary>Takes note of a fault. Called from actors: returns at once and does not throw.</summary>
    /// <param name="fault">What is wrong.</param>
    void Raise(Fault fault);
}
