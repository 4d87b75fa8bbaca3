using Guardian.Linux.Guarding;
using Guardian.Shell;

namespace Guardian.Node.Commands;

/// <summary><c>guardian guard</c>: the process beside a node that ends its floating workers when it cannot. Nodes start it; people do not, and no help names it.</summary>
/// <remarks>It is not one of the library's commands: the guard is to be small and quick to start, and loads nothing that it does not need.</remarks>
internal static class GuardCommand
{
    public const string Name = "guard";

    public static int Run(string[] arguments)
    {
        if (!OperatingSystem.IsLinux())
        {
            Console.Error.WriteLine("guardian: guard works on Linux only");
            return PbmExitCode.Failed;
        }

        try
        {
            return GuardProcess.Run(GuardTask.Parse(arguments));
        }
        catch (FormatException wrong)
        {
            Console.Error.WriteLine($"guardian: guard: {wrong.Message}");
            return PbmExitCode.Usage;
        }
    }
}
