using Guardian.Learning;
using Guardian.Learning.Knowledge;

namespace Guardian.Cluster.Learning;

/// <summary>What the nodes of a cluster have learned together, as far as this node has heard, its own outcomes included.</summary>
/// <param name="Knowledge">Which plan helps against what.</param>
/// <param name="Trust">How much each seat counts.</param>
/// <param name="Change">What changed the trust; null when nothing new did.</param>
internal sealed record SharedKnowledge(KnowledgeBase Knowledge, TrustWeights Trust, TrustChange? Change);
