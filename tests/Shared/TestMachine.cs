using System.Reflection;
using System.Runtime.CompilerServices;

namespace Guardian.Testing;

/// <summary>The machine that test projects share: one is tested at a time, whatever runs them side by side.</summary>
internal static class TestMachine
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(200);
    private static FileStream? s_held;

    /// <summary>Waits for it when the tests are loaded. It is kept until the process ends.</summary>
    [ModuleInitializer]
    internal static void Take()
    {
        if (Assembly.GetEntryAssembly() == typeof(TestMachine).Assembly)
        {
            return; // a program that a test has started, not the tests
        }

        string path = Path.Combine(Path.GetTempPath(), $"guardian-tests-{Environment.UserName}.lock");
        bool told = false;
        using ManualResetEventSlim never = new(false);
        while (s_held is null)
        {
            try
            {
                s_held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.None); // an exclusive flock(2)
            }
            catch (IOException)
            {
                if (!told)
                {
                    told = true;
                    Console.Error.WriteLine($"{typeof(TestMachine).Assembly.GetName().Name} waits for other tests of Guardian, which hold {path}");
                }

                never.Wait(s_look);
            }
        }
    }
}
