namespace Guardian.Node.Api.Cluster;

/// <summary>The form of an answer, which says how those of several nodes become one.</summary>
internal enum AnswerForm
{
    /// <summary>A JSON object with a sentence; one line for each node.</summary>
    Message,

    /// <summary>A JSON array of objects; all rows, each with its <c>node</c>.</summary>
    Rows,

    /// <summary>A JSON array of strings; each once.</summary>
    Names,

    /// <summary>A JSON object; an array of them, each with its <c>node</c>.</summary>
    Record,

    /// <summary>A JSON array of nodes of a tree; one root for each node of the cluster.</summary>
    Tree,

    /// <summary>Text; each line begins with its node when there are several.</summary>
    Text,
}
