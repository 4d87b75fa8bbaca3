using System.Net.Http.Headers;
using System.Text.Json;
using Guardian.Hosting.Palettes;
using Guardian.Shell.Commands;
using Guardian.Shell.Interactive;
using Guardian.Shell.Nodes;
using Guardian.Shell.Views;

namespace Guardian.Shell;

/// <summary>Runs commands against one node and shows their answers.</summary>
internal sealed class PbmSession(NodeClient client, PbmEnvironment environment, PbmOutput output)
{
    /// <summary>Where the session's streams and clock come from.</summary>
    public PbmEnvironment Environment { get; } = environment;

    /// <summary>The node.</summary>
    public NodeClient Client { get; } = client;

    /// <summary>Standard output.</summary>
    public PbmOutput Output { get; } = output;

    /// <summary>What the node offers, as of the last <see cref="ConnectAsync"/> that succeeded.</summary>
    public PaletteSet Palettes { get; private set; } = PaletteSet.Empty;

    /// <summary>Asks the node what it offers.</summary>
    /// <returns>A code of <see cref="PbmExitCode"/>; problems are told on standard error.</returns>
    public Task<int> ConnectAsync(CancellationToken cancel) => GuardAsync(async () =>
    {
        Palettes = await Client.GetPalettesAsync(cancel);
        return PbmExitCode.Done;
    });

    /// <summary>Runs one command.</summary>
    /// <returns>A code of <see cref="PbmExitCode"/>; problems are told on standard error.</returns>
    public async Task<int> ExecuteAsync(IReadOnlyList<string> words, CancellationToken cancel)
    {
        switch (CommandLineReader.Read(words, Palettes))
        {
            case CommandLine.Misuse when Absent(words) is { } why:
                return Complain(PbmExitCode.Failed, why);
            case CommandLine.Misuse misuse:
                Complain(PbmExitCode.Usage, misuse.Problem);
                await Environment.Error.WriteAsync(misuse.Usage);
                return PbmExitCode.Usage;
            case CommandLine.Help help:
                Output.Text(help switch
                {
                    { Palette: { } palette, Command: { } command } => HelpText.Command(palette, command),
                    { Palette: { } palette } => HelpText.Palette(palette),
                    _ => HelpText.Palettes(Palettes),
                });
                return PbmExitCode.Done;
            case CommandLine.Run run:
                return await GuardAsync(() => RunAsync(run, cancel));
            default:
                throw new InvalidOperationException("a command line is misuse, help or a command");
        }
    }

    /// <summary>Tells a problem on standard error.</summary>
    /// <returns>The code, for the caller to return.</returns>
    public int Complain(int code, string problem)
    {
        Environment.Error.WriteLine($"pbm: {SafeText.Log(problem, colours: false)}");
        return code;
    }

    /// <summary>Draws a view for where output goes.</summary>
    public string Draw(View view) => view switch
    {
        _ when Environment.Rich => RichRenderer.Render(view, Environment.Terminal!.Width),

        // Log lines go to a pipe byte by byte, but never raw to a terminal.
        View.Lines lines when Environment.Terminal is not null => PlainRenderer.Render(new View.Lines(SafeText.Log(lines.Text, colours: false))),
        _ => PlainRenderer.Render(view),
    };

    /// <summary>Warns when nodes of the cluster are missing in an answer.</summary>
    /// <param name="headers">Headers of the answer.</param>
    public void WarnOfMissing(HttpResponseHeaders headers)
    {
        if (NodeClient.MissingNodes(headers) is { } nodes)
        {
            Complain(PbmExitCode.Done, MissingWords(nodes));
        }
    }

    /// <summary>The warning that nodes are missing in an answer.</summary>
    public static string MissingWords(string nodes) => $"warning: {nodes} could not be asked; what is there is missing here";

    /// <summary>Asks once and builds the view of the answer.</summary>
    /// <param name="command">The command.</param>
    /// <param name="request">Its request.</param>
    /// <param name="heads">Shown the headers of the answer.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<View> AskAsync(PaletteCommand command, NodeRequest request, Action<HttpResponseHeaders> heads, CancellationToken cancel)
    {
        byte[] body = await Client.GetBytesAsync(request, NodeClient.AnswerTimeout, cancel, heads);
        return ViewBuilder.Build(body, command.Result, Environment.Time.GetUtcNow());
    }

    /// <summary>Why the node does not have the palette that the words begin with; null when it says nothing of it.</summary>
    private string? Absent(IReadOnlyList<string> words) =>
        words.FirstOrDefault(word => !word.StartsWith('-')) is { } first && Palettes.Find(first) is null ? Palettes.Absent.GetValueOrDefault(first) : null;

    private async Task<int> RunAsync(CommandLine.Run run, CancellationToken cancel)
    {
        if (run.Watch is not null && Environment.Terminal is null)
        {
            return Complain(PbmExitCode.Usage, "--watch redraws in place and needs a terminal; in a script, ask again in a loop");
        }

        if (run.Command.Confirm is { } confirm && !run.Yes)
        {
            if (Environment is not { Terminal: { } terminal, InputIsTerminal: true })
            {
                string name = $"{run.Palette.Name} {run.Command.Name}";
                return Complain(PbmExitCode.Usage, $"'{name}' asks for confirmation, and there is no terminal to ask on; --yes confirms it");
            }

            if (!Confirmation.Ask(terminal, Output, RequestBuilder.Question(confirm, run.Values)))
            {
                return Complain(PbmExitCode.Failed, "not confirmed; nothing was done");
            }
        }

        NodeRequest request = RequestBuilder.Build(run.Command, run.Values);
        if (run.Watch is { } interval)
        {
            return await UntilInterruptedAsync(ended => new Watch(this, run, request, interval).RunAsync(ended), cancel);
        }

        if (RequestBuilder.Follows(run.Command, run.Values))
        {
            return await UntilInterruptedAsync(ended => new Follow(this, run, request).RunAsync(ended), cancel);
        }

        if (run.Json)
        {
            Output.Bytes(await Client.GetBytesAsync(request, NodeClient.AnswerTimeout, cancel, WarnOfMissing));
        }
        else
        {
            Output.Text(Draw(await AskAsync(run.Command, request, WarnOfMissing, cancel)));
        }

        return PbmExitCode.Done;
    }

    private async Task<int> UntilInterruptedAsync(Func<CancellationToken, Task<int>> run, CancellationToken cancel)
    {
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using IDisposable interrupt = Environment.OnInterrupt(ended.Cancel);
        try
        {
            return await run(ended.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The person has seen enough; that is how such a command ends.
            return PbmExitCode.Done;
        }
    }

    private async Task<int> GuardAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (NodeUnreachableException problem)
        {
            return Complain(PbmExitCode.Unreachable, problem.Message);
        }
        catch (NodeRefusedException problem)
        {
            return Complain(PbmExitCode.Failed, problem.Message);
        }
        catch (JsonException problem)
        {
            return Complain(PbmExitCode.Failed, $"the node's answer is not what its palette says ({problem.Message}); --json shows it");
        }
        catch (OperationCanceledException)
        {
            return Complain(PbmExitCode.Failed, "interrupted");
        }
    }
}
