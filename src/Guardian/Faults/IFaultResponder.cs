namespace Guardian.Faults;

/// <summary>Decides what is done about a fault at once; what deliberates longer answers <see cref="ReflexResponse.Report"/> here and
/// acts later.</summary>
public interface IFaultResponder
{
    /// <summary>Decides. Called from actors: pure, returns at once.</summary>
    /// <param name="fault">What is wrong.</param>
    /// <returns>What to do now.</returns>
    ReflexResponse Respond(Fault fault);
}
