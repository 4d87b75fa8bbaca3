namespace Guardian.Shell.Views;

/// <summary>A value ready to be shown.</summary>
/// <param name="Text">One line without control characters.</param>
/// <param name="Tone">Its colour.</param>
/// <param name="IsNumber">Numbers stand to the right.</param>
internal readonly record struct Cell(string Text, Tone Tone = Tone.Plain, bool IsNumber = false)
{
    /// <summary>Shown where there is no value.</summary>
    public static Cell None { get; } = new("-", Tone.Muted, true);

    /// <summary>Whether it stands for a missing value.</summary>
    public bool IsNone => this == None;
}
