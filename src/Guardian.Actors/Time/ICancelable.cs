namespace Guardian.Actors;

/// <summary>Something scheduled that can be called off.</summary>
public interface ICancelable
{
    /// <summary>Whether it has been called off.</summary>
    bool IsCancellationRequested { get; }

    /// <summary>Is cancelled when it is called off.</summary>
    CancellationToken Token { get; }

    /// <summary>Calls it off.</summary>
    void Cancel();

    /// <summary>Calls it off.</summary>
    /// <param name="throwOnFirstException">Whether the first exception of a callback ends the others.</param>
    void Cancel(bool throwOnFirstException);

    /// <summary>Calls it off later.</summary>
    /// <param name="delay">After how long.</param>
    void CancelAfter(TimeSpan delay);

    /// <summary>Calls it off later.</summary>
    /// <param name="millisecondsDelay">After how many milliseconds.</param>
    void CancelAfter(int millisecondsDelay);
}
