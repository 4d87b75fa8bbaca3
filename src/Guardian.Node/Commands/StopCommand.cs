using System.CommandLine;
using System.Globalization;
using Guardian.Shell;

namespace Guardian.Node.Commands;

/// <summary><c>guardian stop</c>: stops the node of a data directory and waits until it has ended.</summary>
internal static class StopCommand
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    public static Command Create()
    {
        Option<string> data = CommonOptions.Data();
        Option<int> seconds = new("--timeout") { Description = "Seconds to wait for its end", DefaultValueFactory = _ => 120, HelpName = "SECONDS" };
        Command command = new("stop", "Stop the running node and all its workers, in order") { data, seconds };
        command.SetAction(async (parsed, stop) => await StopAsync(parsed.GetValue(data)!, parsed.GetValue(seconds), stop).ConfigureAwait(false));
        return command;
    }

    private static async Task<int> StopAsync(string data, int seconds, CancellationToken stop)
    {
        string socket = CommonOptions.SocketOf(data);
        int asked = await PbmProgram.RunAsync(["unix:" + socket, "node", "stop", "--yes"], PbmEnvironment.ForConsole(), stop).ConfigureAwait(false);
        if (asked != PbmExitCode.Done)
        {
            return asked;
        }

        TimeProvider time = TimeProvider.System;
        long from = time.GetTimestamp();
        while (time.GetElapsedTime(from) < TimeSpan.FromSeconds(seconds))
        {
            if (!Held(Path.Combine(Path.GetFullPath(data), "guardian.lock")))
            {
                return PbmExitCode.Done;
            }

            await Task.Delay(Look, time, stop).ConfigureAwait(false);
        }

        await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"guardian: the node has not ended within {seconds} s; it goes on stopping")).ConfigureAwait(false);
        return PbmExitCode.Failed;
    }

    /// <summary>The node holds the lock of its data directory until the moment it ends.</summary>
    private static bool Held(string file)
    {
        try
        {
            using FileStream free = new(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
