namespace Guardian.Tests.Incidents;

/// <summary>Opens what a test has held back.</summary>
internal static class Gates
{
    /// <summary>Lets go of those who wait; what they do next has been told to their actors when it returns.</summary>
    /// <remarks>
    /// Without the runner's synchronization context, under which the rest of a waiting method is left to the pool: on a busy machine it would
    /// come after everything seemed to be at rest.
    /// </remarks>
    internal static void Release(this TaskCompletionSource gate)
    {
        SynchronizationContext? context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            gate.SetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}
