namespace Guardian.Cluster.Learning;

/// <summary>A lesson of this node that is not in the shared base yet.</summary>
/// <param name="Lesson">The lesson.</param>
/// <param name="Sent">Whether it stands in the shared journal and only has to come back.</param>
internal sealed record OwnLesson(SharedLesson Lesson, bool Sent);
