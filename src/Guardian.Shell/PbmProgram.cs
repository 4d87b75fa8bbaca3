using System.Reflection;
using Guardian.Shell.Commands;
using Guardian.Shell.Interactive;
using Guardian.Shell.Nodes;

namespace Guardian.Shell;

/// <summary>The administration shell as a function, so that other programs can offer the same commands.</summary>
/// <remarks>It knows no command by itself: the node serves its palettes, and they are interpreted here.</remarks>
public static class PbmProgram
{
    /// <summary>Runs one call of <c>pbm</c>.</summary>
    /// <param name="args">Arguments as on the command line.</param>
    /// <param name="environment">Streams, terminal, clock, variables.</param>
    /// <param name="cancel">Ends a waiting, watching or following command as Ctrl-C does.</param>
    /// <returns>A code of <see cref="PbmExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, PbmEnvironment environment, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(environment);
        PbmOutput output = new(environment.Output);
        try
        {
            bool named = args.Length > 0 && NodeAddress.Looks(args[0]);
            string[] words = named ? args[1..] : args;
            if (words is ["--help"] or ["-h"])
            {
                output.Text(HelpText.Program);
                return PbmExitCode.Done;
            }

            if (words is ["--version"])
            {
                output.Text($"pbm {Version()}\n");
                return PbmExitCode.Done;
            }

            string? variable = environment.Variable(NodeAddress.Variable);
            bool fromVariable = !named && !string.IsNullOrEmpty(variable);
            string text = named ? args[0] : fromVariable ? variable! : NodeAddress.Default;
            if (!NodeAddress.TryRead(text, out NodeAddress? address, out string? problem))
            {
                await environment.Error.WriteLineAsync($"pbm: {(fromVariable ? NodeAddress.Variable + ": " : "")}{problem}");
                return PbmExitCode.Usage;
            }

            string? person = environment.Variable("SUDO_USER") is { Length: > 0 } behind ? behind : environment.Variable("USER");
            using NodeClient client = new(address!, environment.Variable("GUARDIAN_TOKEN"), environment.Time, person);
            return await RunAsync(words, new PbmSession(client, environment, output), address!, cancel);
        }
        catch (OutputClosedException closed)
        {
            if (closed.ReaderLeft)
            {
                return PbmExitCode.Done;
            }

            await environment.Error.WriteLineAsync($"pbm: cannot write to standard output: {closed.Message}");
            return PbmExitCode.Failed;
        }
    }

    private static async Task<int> RunAsync(string[] words, PbmSession session, NodeAddress address, CancellationToken cancel)
    {
        int connected = await session.ConnectAsync(cancel);
        if (connected != PbmExitCode.Done)
        {
            return connected;
        }

        if (words.Length > 0)
        {
            return await session.ExecuteAsync(words, cancel);
        }

        return session.Environment is { Terminal: { } terminal, InputIsTerminal: true }
            ? await new InteractiveShell(session, terminal, address.Text).RunAsync(cancel)
            : await new Script(session).RunAsync(cancel);
    }

    private static string Version() =>
        typeof(PbmProgram).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";
}
