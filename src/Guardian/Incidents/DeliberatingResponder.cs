using Guardian.Faults;

namespace Guardian.Incidents;

/// <summary>Leaves to incidents what a restart does not cure by itself.</summary>
public sealed class DeliberatingResponder : IFaultResponder
{
    /// <inheritdoc />
    public ReflexResponse Respond(Fault fault) =>
        IncidentRule.Opens(fault.Kind) ? new ReflexResponse.Deliberate() : ReflexResponse.For(fault.Kind);
}
