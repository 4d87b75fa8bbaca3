namespace Guardian.Sages.Patterns;

/// <summary>One step down a chain of causes.</summary>
/// <param name="Question">The question, for example <c>Why did mailer/0 stop?</c></param>
/// <param name="Answer">The answer, without a full stop.</param>
/// <param name="Evidence">What the answer rests on; where the evidence ends, what was looked for.</param>
/// <param name="Cause">Whether the answer is a cause to act on. The last step of a chain is either that, or says that nothing is known.</param>
public sealed record Why(string Question, string Answer, string Evidence, bool Cause = false);
