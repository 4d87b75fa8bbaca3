namespace Guardian.Learning.Knowledge;

/// <summary>Keeps the knowledge base over restarts of the node.</summary>
/// <remarks>One caller, one call at a time. An adapter may throw anything; the caller tries again later and loses nothing.</remarks>
public interface IKnowledgeRecords
{
    /// <summary>Reads what is kept.</summary>
    /// <returns>The base, <see cref="KnowledgeBase.Empty"/> when nothing was kept yet.</returns>
    Task<KnowledgeBase> LoadAsync();

    /// <summary>Keeps the base in place of the one before.</summary>
    /// <param name="knowledge">The base.</param>
    Task SaveAsync(KnowledgeBase knowledge);
}
