namespace Guardian.Shell.Interactive;

/// <summary>What a key asks of the shell around the editor.</summary>
internal enum EditorOutcome
{
    /// <summary>Nothing but drawing the line again.</summary>
    Edited,

    /// <summary>Run the line.</summary>
    Submitted,

    /// <summary>Forget the line and begin a new one.</summary>
    Cancelled,

    /// <summary>The person leaves (Ctrl-D on an empty line).</summary>
    Ended,

    /// <summary>Complete the word at the cursor.</summary>
    Complete,

    /// <summary>Clear the screen.</summary>
    Clear,
}
