using System.Runtime.CompilerServices;

namespace Guardian.Testing;

/// <summary>
/// The machine that test projects share when several are tested at the same time: most of them get on with others, and one with
/// <c>NeedsWholeMachine</c> has it alone.
/// </summary>
internal static class TestMachine
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(200);
    private static FileStream? s_held;

    /// <summary>Waits for it when the tests are loaded. It is kept until the process ends.</summary>
    [ModuleInitializer]
    internal static void Take()
    {
#if WHOLE_MACHINE
        const FileShare Others = FileShare.None; // an exclusive flock(2)
#else
        const FileShare Others = FileShare.Read; // a shared one
#endif
        string path = Path.Combine(Path.GetTempPath(), "guardian-tests.lock");
        using ManualResetEventSlim never = new(false);
        while (s_held is null)
        {
            try
            {
                s_held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Read, Others);
            }
            catch (IOException)
            {
                never.Wait(s_look);
            }
        }
    }
}
