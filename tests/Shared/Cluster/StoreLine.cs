namespace Guardian.Testing.Cluster;

/// <summary>How a node's line to a <see cref="MemoryClusterStore"/> does.</summary>
public enum StoreLine
{
    /// <summary>Every call is carried out and answered.</summary>
    Up,

    /// <summary>Every call fails at once, and nothing is carried out; nothing is heard.</summary>
    Away,

    /// <summary>Every call is carried out, and then fails: the caller cannot know. Nothing is heard.</summary>
    AnswersLost,

    /// <summary>No call is answered, and none is carried out, until its token says so or the line is put into another state. Nothing is heard.</summary>
    Silent,
}
