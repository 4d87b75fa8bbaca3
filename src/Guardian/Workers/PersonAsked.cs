namespace Guardian.Workers;

/// <summary>Somebody outside the worker's own supervision wanted something of it. Published to the event stream.</summary>
/// <param name="Worker">Its name.</param>
/// <param name="What">What, in words.</param>
/// <param name="By">Who: a person, a program, or the council.</param>
public sealed record PersonAsked(string Worker, string What, string By);
