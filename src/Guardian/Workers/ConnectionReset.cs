namespace Guardian.Workers;

/// <summary>What became of a request to end connections.</summary>
/// <param name="Found">Established connections that the request meant.</param>
/// <param name="Closed">How many of them are gone now. One that ended by itself meanwhile counts.</param>
/// <param name="Reason">What was done, or why not, in words.</param>
public sealed record ConnectionReset(int Found, int Closed, string Reason)
{
    /// <summary>Whether there was something to end and all of it has ended.</summary>
    public bool Done => Found > 0 && Closed == Found;
}
