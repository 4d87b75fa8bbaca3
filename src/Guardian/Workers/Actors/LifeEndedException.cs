namespace Guardian.Workers.Actors;

/// <summary>The crash of an instance as its actor throws it, so that the worker supervisor's strategy decides what follows.</summary>
/// <param name="index">Which instance.</param>
/// <param name="end">How the life ended.</param>
internal sealed class LifeEndedException(int index, LifeEnd end) : Exception(end.CannotStart ?? end.CauseReason ?? end.Exit.ToString())
{
    public int Index { get; } = index;

    public LifeEnd End { get; } = end;
}
