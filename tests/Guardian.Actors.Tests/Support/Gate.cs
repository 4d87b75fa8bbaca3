namespace Guardian.Actors.Tests.Support;

/// <summary>Holds a thread until a test opens it, and tells the test that a thread has come.</summary>
public sealed class Gate : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private readonly ManualResetEventSlim _reached = new();
    private readonly ManualResetEventSlim _open = new();

    public void Pass()
    {
        _reached.Set();
        if (!_open.Wait(Limit))
        {
            throw new TimeoutException("The test did not open its gate within 10 s.");
        }
    }

    public void AwaitReached()
    {
        if (!_reached.Wait(Limit))
        {
            throw new TimeoutException("No thread came to the gate of the test within 10 s.");
        }
    }

    public void Open() => _open.Set();

    public void Dispose()
    {
        _open.Set();
        _reached.Dispose();
        _open.Dispose();
    }
}
