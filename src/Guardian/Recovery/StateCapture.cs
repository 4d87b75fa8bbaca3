namespace Guardian.Recovery;

/// <summary>How the state of an instance was saved.</summary>
/// <param name="Instance">Which, such as <c>mailer/0</c>.</param>
/// <param name="Complete">Whether everything that can be saved was.</param>
/// <param name="Detail">In words: hook, item in hand.</param>
public sealed record StateCapture(string Instance, bool Complete, string Detail);
