namespace Guardian.Actors;

/// <summary>What a supervisor does about a failed child.</summary>
public enum Directive
{
    /// <summary>The message is lost; the child goes on with its state and its mailbox.</summary>
    Resume = 0,

    /// <summary>A new instance takes the place of the child; reference and mailbox stay.</summary>
    Restart = 1,

    /// <summary>The supervisor fails itself, with the child's exception.</summary>
    Escalate = 2,

    /// <summary>The child stops for good.</summary>
    Stop = 3,
}
