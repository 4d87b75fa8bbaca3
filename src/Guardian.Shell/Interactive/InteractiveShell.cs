using System.Collections.Immutable;
using System.Text.Json;
using Guardian.Hosting.Palettes;
using Guardian.Shell.Commands;
using Guardian.Shell.Nodes;
using Guardian.Shell.Views;

namespace Guardian.Shell.Interactive;

/// <summary>The shell a person types commands into.</summary>
internal sealed class InteractiveShell
{
    /// <summary>How long the palettes are used before they are asked for again: an extension may have added commands.</summary>
    private static readonly TimeSpan _palettesFresh = TimeSpan.FromSeconds(60);

    /// <summary>Most candidates listed at once.</summary>
    private const int MostListed = 60;

    private readonly PbmSession _session;
    private readonly IPbmTerminal _terminal;
    private readonly string _address;
    private readonly CandidateSource _candidates;
    private readonly HistoryFile? _file;
    private string _prompt;
    private ImmutableArray<string> _history;
    private long _palettesAt;

    /// <summary>Written by the shell, read by the signal's thread.</summary>
    private volatile CancellationTokenSource? _running;

    public InteractiveShell(PbmSession session, IPbmTerminal terminal, string address)
    {
        (_session, _terminal, _address) = (session, terminal, address);
        _candidates = new CandidateSource(session.Client, session.Environment.Time);
        _file = HistoryFile.DefaultPath(session.Environment.Variable) is { } path ? new HistoryFile(path) : null;
        _history = _file?.Load() ?? [];
        _prompt = $"{address} pbm> ";
        _palettesAt = session.Environment.Time.GetTimestamp();
    }

    /// <summary>Reads and runs lines until the person leaves.</summary>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        // For as long as the shell lives: a Ctrl-C that comes just as a command ends must not end the shell.
        using IDisposable interrupt = _session.Environment.OnInterrupt(() => _running?.Cancel());
        _prompt = $"{SafeText.Line(await NodeNameAsync(cancel) ?? _address)} pbm> ";
        foreach (string problem in _session.Palettes.Problems)
        {
            _session.Complain(PbmExitCode.Done, $"left out: {problem}");
        }

        while (!cancel.IsCancellationRequested && await ReadLineAsync(cancel) is { } line)
        {
            if (HistoryFile.Add(_history, line) is var history && history != _history)
            {
                _history = history;
                _file?.Append(line);
            }

            ImmutableArray<Word> words = WordSplitter.Split(line);
            if (words is [{ Text: "exit" or "quit" }])
            {
                break;
            }

            if (!words.IsEmpty && words[^1].OpenQuote != '\0')
            {
                _session.Complain(PbmExitCode.Usage, "a quote is not closed");
            }
            else if (!words.IsEmpty)
            {
                await ExecuteAsync([.. words.Select(word => word.Text)], cancel);
            }
        }

        return PbmExitCode.Done;
    }

    private async Task ExecuteAsync(string[] words, CancellationToken cancel)
    {
        // Not disposed: an interrupt may still hold it, and without timer or wait handle there is nothing to free.
        CancellationTokenSource interrupted = new();
        await using CancellationTokenRegistration outer = cancel.Register(interrupted.Cancel);
        _running = interrupted;
        bool old = _session.Environment.Time.GetElapsedTime(_palettesAt) > _palettesFresh;
        if (old && await _session.ConnectAsync(interrupted.Token) is not PbmExitCode.Done)
        {
            // Told already; the next command tries again.
            return;
        }

        _palettesAt = old ? _session.Environment.Time.GetTimestamp() : _palettesAt;
        await _session.ExecuteAsync(words, interrupted.Token);
    }

    /// <summary>Edits one line; null when the person leaves.</summary>
    private async Task<string?> ReadLineAsync(CancellationToken cancel)
    {
        EditorState state = EditorState.Start(_history);
        _terminal.InterruptIsKey = true;
        try
        {
            while (true)
            {
                Draw(state, Hint.For(state.Text, _session.Palettes));
                (state, EditorOutcome outcome) = LineEditor.Apply(state, _terminal.ReadKey());
                switch (outcome)
                {
                    case EditorOutcome.Submitted:
                        Draw(state, "");
                        _session.Output.Text("\n");
                        return state.Text;
                    case EditorOutcome.Cancelled:
                        Draw(state, "");
                        _session.Output.Text("^C\n");
                        state = EditorState.Start(_history);
                        break;
                    case EditorOutcome.Ended:
                        Draw(state, "");
                        _session.Output.Text("\n");
                        return null;
                    case EditorOutcome.Clear:
                        _session.Output.Text("\e[H\e[2J");
                        break;
                    case EditorOutcome.Complete:
                        state = await CompleteAsync(state, cancel);
                        break;
                    case EditorOutcome.Edited:
                        break;
                }
            }
        }
        finally
        {
            _terminal.InterruptIsKey = false;
        }
    }

    private void Draw(EditorState state, string hint) =>
        _session.Output.Text(LineDrawing.Draw(_prompt, state, hint, _terminal.Width, _session.Environment.Rich));

    private async Task<EditorState> CompleteAsync(EditorState state, CancellationToken cancel)
    {
        Completion completion = Completion.At(state.Text[..state.Cursor], _session.Palettes);
        if (completion.From is { } path)
        {
            completion = completion.With(await _candidates.GetAsync(path, cancel));
        }

        if (completion.Insertion() is { } text)
        {
            // The blank that ends a completed word is there already in the middle of a line.
            int end = text.EndsWith(' ') && state.Cursor < state.Text.Length && state.Text[state.Cursor] == ' ' ? state.Cursor + 1 : state.Cursor;
            return LineEditor.Replace(state, completion.Start, end, text);
        }

        if (completion.Candidates.Length > 1)
        {
            Draw(state, "");
            _session.Output.Text("\n" + Listing(completion.Candidates));
        }

        return state;
    }

    private string Listing(ImmutableArray<Candidate> candidates)
    {
        int name = candidates.Take(MostListed).Max(candidate => TextWidth.Of(SafeText.Line(candidate.Text)));
        IEnumerable<string> lines = candidates.Take(MostListed).Select(candidate =>
        {
            string line = $"  {TextWidth.Pad(SafeText.Line(candidate.Text), name, right: false)}  {SafeText.Line(candidate.Summary)}";
            return TextWidth.Cut(line.TrimEnd(), _terminal.Width - 1) + "\n";
        });
        return string.Concat(lines) + (candidates.Length > MostListed ? $"  and {candidates.Length - MostListed} more\n" : "");
    }

    /// <summary>The node's name as its own <c>node show</c> tells it, or null.</summary>
    private async Task<string?> NodeNameAsync(CancellationToken cancel)
    {
        PaletteCommand? show = _session.Palettes.Find("node")?.Commands
            .FirstOrDefault(command => command is { Name: "show", Method: "GET" } && !command.Path.Contains('{', StringComparison.Ordinal));
        if (show is null)
        {
            return null;
        }

        try
        {
            NodeRequest request = new(false, show.Path, default);
            using JsonDocument document = JsonDocument.Parse(await _session.Client.GetBytesAsync(request, NodeClient.ConnectTimeout, cancel));
            JsonElement name = JsonField.Find(document.RootElement, "name");
            return name.ValueKind == JsonValueKind.String ? name.GetString() : null;
        }
        catch (Exception problem) when (problem is NodeUnreachableException or NodeRefusedException or JsonException)
        {
            // The address serves as well.
            return null;
        }
    }
}
