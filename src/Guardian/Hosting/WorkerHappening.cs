namespace Guardian.Hosting;

/// <summary>Something that happened to a worker, in words.</summary>
/// <param name="At">When.</param>
/// <param name="Event">Kind of event.</param>
/// <param name="Instance">Index of the instance, or null for the worker as a whole.</param>
/// <param name="Text">What.</param>
public sealed record WorkerHappening(DateTimeOffset At, string Event, int? Instance, string Text);
