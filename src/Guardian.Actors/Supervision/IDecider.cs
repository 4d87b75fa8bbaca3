namespace Guardian.Actors;

/// <summary>Chooses what to do about a failure.</summary>
public interface IDecider
{
    /// <summary>Chooses what to do about a failure.</summary>
    /// <param name="cause">What the child threw.</param>
    /// <returns>The directive.</returns>
    Directive Decide(Exception cause);
}
