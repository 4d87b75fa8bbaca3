namespace Guardian.Learning.Patterns;

/// <summary>One merge of a <see cref="MinerSnapshot"/>.</summary>
/// <param name="Id">Id that is no longer used.</param>
/// <param name="Into">Id that stands for it.</param>
public sealed record StoredMerge(int Id, int Into);
