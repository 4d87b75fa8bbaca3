namespace Guardian.Workers;

/// <summary>Whether a worker may have a number of instances.</summary>
public abstract record ScaleVerdict
{
    private ScaleVerdict() { }

    /// <summary>It may.</summary>
    /// <param name="Instances">How many.</param>
    public sealed record Accepted(int Instances) : ScaleVerdict;

    /// <summary>It may not.</summary>
    /// <param name="Reason">Why, in words, with the key that decides.</param>
    public sealed record Refused(string Reason) : ScaleVerdict;
}
