namespace Guardian.Faults;

/// <summary>Answers every fault by rule alone, as long as there is no council.</summary>
public sealed class ReflexResponder : IFaultResponder
{
    /// <inheritdoc />
    public ReflexResponse Respond(Fault fault) => ReflexResponse.For(fault.Kind);
}
