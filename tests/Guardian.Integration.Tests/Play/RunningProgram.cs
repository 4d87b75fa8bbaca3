using System.Collections.Concurrent;
using System.Diagnostics;

namespace Guardian.Integration.Tests.Play;

/// <summary>A program that a test has started, as an operator would: what it says, how it ends. Killed when disposed.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();

    private bool _isDisposed;

    private RunningProgram(Process process) => _process = process;

    public int Pid { get; private init; }

    public bool HasEnded => _process.HasExited;

    public IReadOnlyCollection<string> Output => _output;

    public IReadOnlyCollection<string> Errors => _errors;

    /// <summary>All that it said, for messages.</summary>
    public string Words => string.Join('\n', _output.Concat(_errors).TakeLast(25));

    public static RunningProgram Start(string program, IEnumerable<string> arguments, string directory, IReadOnlyDictionary<string, string?>? environment = null)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>())
        {
            if (value is null) { start.Environment.Remove(name); } else { start.Environment[name] = value; }
        }

        Process process = new() { StartInfo = start };
#pragma warning disable RS0030 // Process.Start: a test plays the operator, who has no IProcessControl.
        process.Start();
#pragma warning restore RS0030
        RunningProgram running = new(process) { Pid = process.Id };
        process.StandardInput.Close();
        process.OutputDataReceived += (_, line) => Keep(running._output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(running._errors, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return running;
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>The exit code; 128 and the signal's number when a signal ended it.</returns>
    public async Task<int> EndAsync()
    {
        using CancellationTokenSource late = new(Waiting.Generous, TimeProvider.System);
        try
        {
            await _process.WaitForExitAsync(late.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{_process.StartInfo.FileName} (process {Pid}) has not ended. Its words:\n{Words}");
        }
    }

    public bool Signal(int signal) => !_process.HasExited && Kernel.Signal(Pid, signal);

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) { return; }
        _isDisposed = true;
        if (!_process.HasExited)
        {
            _process.Kill();
            await EndAsync();
        }

        _process.Dispose();
    }

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null) { lines.Enqueue(line); }
    }
}
