namespace Guardian.Actors;

/// <summary>The part of the scheduler that needs care: see <see cref="IActionScheduler"/>.</summary>
#pragma warning disable CA1040 // Akka.NET's name for it
public interface IAdvancedScheduler : IActionScheduler;
#pragma warning restore CA1040 // end of the declaration
