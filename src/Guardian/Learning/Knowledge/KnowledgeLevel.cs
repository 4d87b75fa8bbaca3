namespace Guardian.Learning.Knowledge;

/// <summary>Whose experience an estimate rests on.</summary>
public enum KnowledgeLevel
{
    /// <summary>Nobody's: the plan was never tried.</summary>
    None,

    /// <summary>The plan's with any fault.</summary>
    General,

    /// <summary>The plan's with this kind of fault.</summary>
    Kind,

    /// <summary>The plan's with this very signature.</summary>
    Signature,
}
