namespace Guardian.Sages;

/// <summary>Asks the knowledge sage for what it knows; answered with the <see cref="Learning.Knowledge.KnowledgeBase"/>.</summary>
public sealed record ReadKnowledge
{
    /// <summary>The only one.</summary>
    public static ReadKnowledge Instance { get; } = new();
}
