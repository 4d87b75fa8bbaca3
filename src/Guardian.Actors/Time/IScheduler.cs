namespace Guardian.Actors;

/// <summary>Does things later, by the clock of the system; all of it ends when the system terminates.</summary>
public interface IScheduler : ITellScheduler, ITimeProvider
{
    /// <summary>Running actions later; prefer messages.</summary>
    IAdvancedScheduler Advanced { get; }
}
