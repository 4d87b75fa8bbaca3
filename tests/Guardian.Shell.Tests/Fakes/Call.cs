using System.Text;

namespace Guardian.Shell.Tests.Fakes;

/// <summary>One call of pbm inside the test process.</summary>
public sealed class Call : IDisposable
{
    private readonly WatchedStream _output = new();
    private readonly List<Action> _interrupts = [];

    public FakeTerminal? Terminal { get; init; }

    public string Input { get; init; } = "";

    public Dictionary<string, string> Variables { get; } = [];

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public StringWriter Error { get; } = new() { NewLine = "\n" };

    public string Output => Encoding.UTF8.GetString(_output.Bytes());

    public byte[] OutputBytes => _output.Bytes();

    /// <summary>Makes every write fail as a pipe does whose reader left.</summary>
    public Exception? WriteFails
    {
        set => _output.Fails = value;
    }

    public static async Task<(int Code, string Output, string Error)> RunAsync(FakeNode node, params string[] words)
    {
        using Call call = new();
        int code = await call.StartAsync([node.Address, .. words]);
        return (code, call.Output, call.Error.ToString());
    }

    public Task<int> StartAsync(params string[] args) => PbmProgram.RunAsync(args, new PbmEnvironment
    {
        Output = _output,
        Error = Error,
        Input = () => new StringReader(Input),
        Terminal = Terminal,
        InputIsTerminal = Terminal is not null,
        Time = Time,
        Variable = Variables.GetValueOrDefault,
        OnInterrupt = action =>
        {
            lock (_interrupts)
            {
                _interrupts.Add(action);
            }

            return new Unhook(this, action);
        },
    }, CancellationToken.None);

    /// <summary>Ctrl-C while a command runs.</summary>
    public void Interrupt()
    {
        Action[] actions;
        lock (_interrupts)
        {
            actions = [.. _interrupts];
        }

        actions.ShouldNotBeEmpty("no command waits for an interrupt");
        Array.ForEach(actions, action => action());
    }

    public Task SeesAsync(string text) => _output.SeesAsync(text);

    public void Dispose()
    {
        _output.Dispose();
        Error.Dispose();
    }

    private sealed class Unhook(Call call, Action action) : IDisposable
    {
        public void Dispose()
        {
            lock (call._interrupts)
            {
                call._interrupts.Remove(action);
            }
        }
    }
}
