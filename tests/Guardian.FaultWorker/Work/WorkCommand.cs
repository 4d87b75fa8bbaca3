using System.Runtime.InteropServices;

namespace Guardian.FaultWorker.Work;

/// <summary>The commands <c>work</c>, <c>save</c> and <c>restore</c>.</summary>
internal static class WorkCommand
{
    private const PosixSignal User1 = (PosixSignal)10;
    private const PosixSignal User2 = (PosixSignal)12;

    /// <summary>Runs one.</summary>
    /// <returns>The exit code; 2 when the command line is not understood.</returns>
    public static int Run(string command, ReadOnlySpan<string> arguments)
    {
        WorkOptions options;
        try
        {
            options = WorkOptions.Parse(arguments);
        }
        catch (FormatException wrong)
        {
            Console.Error.WriteLine($"{wrong.Message}; see fault-worker work --help");
            return 2;
        }

        if (options.ShowHelp)
        {
            Console.WriteLine(WorkHelp.Text);
            return 0;
        }

        return command switch
        {
            "save" => TaskInHand.Save(options),
            "restore" => TaskInHand.Restore(options),
            _ => Work(options),
        };
    }

    private static int Work(WorkOptions options)
    {
        using WorkLoop loop = new(options, TimeProvider.System);
        using PosixSignalRegistration terminate = On(PosixSignal.SIGTERM, loop.Stop);
        using PosixSignalRegistration interrupt = On(PosixSignal.SIGINT, loop.Stop);
        using PosixSignalRegistration user1 = On(User1, loop.ConnectAnew);
        using PosixSignalRegistration user2 = On(User2, loop.FreeMemory);
        return loop.Run();
    }

    private static PosixSignalRegistration On(PosixSignal signal, Action then) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true; // the runtime would end the process by itself
        then();
    });
}
