namespace Guardian.Shell.Views;

/// <summary>What a value's colour says; colour never says anything that the text does not.</summary>
internal enum Tone
{
    /// <summary>No colour.</summary>
    Plain,

    /// <summary>Green.</summary>
    Good,

    /// <summary>Yellow.</summary>
    Warning,

    /// <summary>Red.</summary>
    Bad,

    /// <summary>Grey.</summary>
    Muted,
}
