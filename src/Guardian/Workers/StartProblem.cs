namespace Guardian.Workers;

/// <summary>Why a worker could never start.</summary>
/// <param name="Worker">The worker whose <c>depends-on</c> is wrong.</param>
/// <param name="Reason">In words, naming the workers involved.</param>
public sealed record StartProblem(string Worker, string Reason);
