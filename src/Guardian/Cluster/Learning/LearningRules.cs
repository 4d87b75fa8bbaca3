using Guardian.Learning;
using Guardian.Learning.Knowledge;

namespace Guardian.Cluster.Learning;

/// <summary>How lessons are folded. Nodes with the same rules that have read the same lessons know the same.</summary>
/// <param name="Knowledge">How fast knowledge is learned.</param>
/// <param name="Trust">How fast trust is learned.</param>
internal sealed record LearningRules(KnowledgeOptions Knowledge, TrustOptions Trust);
