namespace Guardian.Actors.Tests.Fuzz;

/// <summary>Counts the signs of life that will never be given, because the actor had stopped.</summary>
public sealed class FuzzDeadLetters : ReceiveActor
{
    public FuzzDeadLetters() => Receive<DeadLetter>(letter => (letter.Message as FuzzPing)?.Heard.Signal());
}
