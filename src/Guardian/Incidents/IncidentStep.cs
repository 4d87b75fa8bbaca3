namespace Guardian.Incidents;

/// <summary>What an incident does next.</summary>
public abstract record IncidentStep
{
    private IncidentStep() { }

    /// <summary>Keep evidence.</summary>
    public sealed record TakeEvidence : IncidentStep;

    /// <summary>Wait until the desk lets it act, then put plans to the vote.</summary>
    public sealed record Propose : IncidentStep;

    /// <summary>Wait for a person to confirm or reject.</summary>
    public sealed record AwaitPerson : IncidentStep;

    /// <summary>Save the state of what will be touched.</summary>
    public sealed record Capture : IncidentStep;

    /// <summary>Carry out an action of the plan.</summary>
    /// <param name="Index">Its place, from 0.</param>
    /// <param name="Action">Its name.</param>
    public sealed record Act(int Index, string Action) : IncidentStep;

    /// <summary>Find out whether the action that was under way when the node died has been done.</summary>
    /// <param name="Started">What was recorded before it.</param>
    public sealed record FindOut(IncidentEvent.ActionStarted Started) : IncidentStep;

    /// <summary>The plan cannot go on.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Fail(string Reason) : IncidentStep;

    /// <summary>Say how the state was handed back.</summary>
    public sealed record Restore : IncidentStep;

    /// <summary>Begin to verify.</summary>
    public sealed record Verify : IncidentStep;

    /// <summary>Watch: verifying, settling, or escalated.</summary>
    public sealed record Watch : IncidentStep;

    /// <summary>Ask a person.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Escalate(string Reason) : IncidentStep;

    /// <summary>It is over.</summary>
    public sealed record Done : IncidentStep;
}
