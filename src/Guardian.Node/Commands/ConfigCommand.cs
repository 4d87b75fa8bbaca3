using Guardian.Shell;
using System.CommandLine;
using Guardian.Hocon;

namespace Guardian.Node.Commands;

/// <summary><c>guardian config show [FILE]</c>: any HOCON file, resolved, as JSON.</summary>
internal static class ConfigCommand
{
    public static Command Create()
    {
        Argument<string> file = new("FILE") { Description = "Any HOCON file", DefaultValueFactory = _ => CommonOptions.DefaultConfig };
        Option<bool> envOff = new("--env-off") { Description = "Leave environment variables unresolved" };
        Command show = new("show", "Print a HOCON file, resolved, as JSON") { file, envOff };
        show.SetAction(async (parsed, stop) => await ShowAsync(parsed.GetValue(file)!, parsed.GetValue(envOff), stop).ConfigureAwait(false));
        return new Command("config", "Look at configuration files") { show };
    }

    private static async Task<int> ShowAsync(string file, bool envOff, CancellationToken stop)
    {
        try
        {
            HoconConfig config = HoconParser.ParseFile(file, new HoconOptions { ResolveEnvironment = !envOff });
            await Console.Out.WriteLineAsync(config.ToJson(indented: true).AsMemory(), stop).ConfigureAwait(false);
            return PbmExitCode.Done;
        }
        catch (HoconException refused)
        {
            await Console.Error.WriteLineAsync($"guardian: {refused.Message}".AsMemory(), stop).ConfigureAwait(false);
            return PbmExitCode.Failed;
        }
    }
}
