namespace Guardian.Actors;

/// <summary>
/// Marks messages that are reported as <see cref="SuppressedDeadLetter"/> instead of <see cref="DeadLetter"/> when undeliverable.
/// </summary>
#pragma warning disable CA1040 // a marker in Akka.NET as well
public interface IDeadLetterSuppression;
#pragma warning restore CA1040 // end of the declaration
