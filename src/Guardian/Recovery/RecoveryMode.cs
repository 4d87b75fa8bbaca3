namespace Guardian.Recovery;

/// <summary>Whether decisions are carried out.</summary>
public enum RecoveryMode
{
    /// <summary>They are.</summary>
    Act,

    /// <summary>They are recorded and recommended; a person confirms or rejects them.</summary>
    Recommend,
}
