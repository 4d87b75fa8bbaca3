namespace Guardian.Actors.TestKit;

/// <summary>An expectation of a test was not met.</summary>
/// <param name="message">What was expected, of whom, and what came instead.</param>
#pragma warning disable CA1032 // made by the test kit only, always with a message
public sealed class ExpectationFailedException(string message) : Exception(message);
#pragma warning restore CA1032 // end of the declaration
