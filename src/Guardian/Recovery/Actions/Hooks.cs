using Guardian.Workers;

namespace Guardian.Recovery.Actions;

/// <summary>Runs what a definition gives for an action.</summary>
internal static class Hooks
{
    /// <summary>Sends the hook's signal and runs its command, for every instance that is meant.</summary>
    public static async Task<ControlResult> RunAsync(ActionTarget target, HookOptions hook)
    {
        List<string> done = [];
        foreach (int index in target.Indexes.ToArray())
        {
            if (hook.Signal is { } signal)
            {
                ControlResult sent = await target.Control.SignalAsync(target.Worker.Name, index, signal).ConfigureAwait(false);
                if (!sent.Done)
                {
                    return sent;
                }

                done.Add(sent.Detail);
            }

            if (hook.Command is { } command)
            {
                ControlResult ran = await RunAsync(target, index, command).ConfigureAwait(false);
                if (!ran.Done)
                {
                    return ran;
                }

                done.Add(ran.Detail);
            }
        }

        return new ControlResult(done.Count > 0, done.Count > 0 ? string.Join("; ", done) : $"{target.Worker.Name} has no such instance");
    }

    /// <summary>Runs a command for one instance.</summary>
    public static async Task<ControlResult> RunAsync(ActionTarget target, int index, ValueArray<string> command)
    {
        (CommandResult? result, string? problem) =
            await target.Control.RunAsync(target.Worker.Name, index, command, target.Task, target.Worker.Recovery.HookTimeout).ConfigureAwait(false);
        string program = command[0];
        return result switch
        {
            null => new ControlResult(false, $"{program} could not be started: {problem}"),
            { Succeeded: true } => new ControlResult(true, $"{program} done in {Wording.Duration(result.Took)}{Said(result)}"),
            { TimedOut: true } => new ControlResult(false, $"{program} did not end within {Wording.Duration(result.Took)}{Said(result)}"),
            _ => new ControlResult(false, $"{program} ended with {result.Exit}{Said(result)}"),
        };
    }

    /// <summary>The last line that it printed says most.</summary>
    private static string Said(CommandResult result)
    {
        string line = result.Output.TrimEnd().Split('\n')[^1].Trim();
        return line.Length == 0 ? string.Empty : $": {(line.Length <= 200 ? line : line[..200])}";
    }
}
