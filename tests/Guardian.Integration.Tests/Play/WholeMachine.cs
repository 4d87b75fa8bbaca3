namespace Guardian.Integration.Tests.Play;

/// <summary>
/// The machine, for those who fill it and look at how soon things happen: one program of tests at a time, whatever runs them side by side.
/// </summary>
internal static class WholeMachine
{
    private static readonly Lock s_gate = new();
    private static FileStream? s_held;

    /// <summary>Waits until no other program of tests has it. It is kept until this process ends.</summary>
    public static void Take()
    {
        lock (s_gate)
        {
            if (s_held is not null) { return; }
            s_held = new FileStream(
                Path.Combine(Path.GetTempPath(), "guardian-tests.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
            Kernel.LockFile(s_held.SafeFileHandle);
        }
    }
}
