using System.ComponentModel;
using System.Diagnostics;
using Guardian.Linux.Logs;
using Guardian.Workers;

namespace Guardian.Linux.Processes;

/// <summary>The place of one instance on systems other than Linux.</summary>
internal sealed class PortableProcessSlot : IProcessSlot
{
    private static readonly TimeSpan OutputGrace = TimeSpan.FromSeconds(1);

    private readonly SlotSpec _spec;
    private readonly ISlotObserver _observer;
    private readonly TimeProvider _time;
    private readonly InstanceLog _log;
    private readonly Lock _gate = new(); // the fields below: the slot's owner and the task that waits for the end
    private Process? _main;
    private ProcessIdentity _identity;
    private bool _isDisposed;

    public PortableProcessSlot(SlotSpec spec, ISlotObserver observer, TimeProvider time)
    {
        _spec = spec;
        _observer = observer;
        _time = time;
        _log = new InstanceLog(spec.LogFile, spec.Rotation, account: null);
    }

    public ProcessIdentity? Process
    {
        get { lock (_gate) { return _main is null ? null : _identity; } }
    }

    public IInstanceLog Log => _log;

    public string NotifySocket => "";

    public ProcessIdentity Launch(LaunchSpec spec, long incarnation)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_main is not null) { throw new InvalidOperationException($"The slot of {_spec.Instance} holds process {_main.Id}."); }
            Process process = Start(spec);
            _main = process;
            _identity = PortableProcessControl.Identify(process, _time);
            Task output = Task.WhenAll(PumpAsync(process.StandardOutput.BaseStream), PumpAsync(process.StandardError.BaseStream));
            _ = WatchAsync(process, incarnation, output);
            return _identity;
        }
    }

    /// <summary>False: processes of an earlier node cannot be told from others here.</summary>
    public bool Adopt(ProcessIdentity identity, long incarnation) => false;

    public bool Signal(int signal) => Kill(signal, entireTree: false);

    public int SignalTree(int signal) => Kill(signal, entireTree: true) ? 1 : 0;

    public bool TrySample(out ProcessSample sample)
    {
        sample = default;
        lock (_gate)
        {
            if (_main is not { } main) { return false; }
            try
            {
                main.Refresh();
                sample = new ProcessSample(main.TotalProcessorTime, main.WorkingSet64, main.HandleCount, main.Threads.Count, 0, 0, 'R');
                return true;
            }
            catch (Exception gone) when (gone is InvalidOperationException or Win32Exception)
            {
                return false;
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _main = null; // the watching task closes it when it ends
        }
    }

    private static Process Start(LaunchSpec spec)
    {
        if (spec.User is not null) { throw new LaunchException(LaunchProblem.User, "'user' can be set on Linux only"); }
        if (spec.Umask is not null || spec.Nice is not null || !spec.Limits.IsEmpty)
        {
            throw new LaunchException(LaunchProblem.NotExecutable, "'umask', 'nice' and 'limits' can be set on Linux only");
        }

        if (spec.NotAfter is not null)
        {
            throw new LaunchException(LaunchProblem.NotExecutable, "a floating worker, which must not start after its lease, can be started on Linux only");
        }

        if (!Directory.Exists(spec.Directory))
        {
            throw new LaunchException(LaunchProblem.Directory, $"directory '{spec.Directory}' does not exist");
        }

        ProcessStartInfo start = new(spec.Command[0], spec.Command.Skip(1))
        {
            WorkingDirectory = spec.Directory,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach ((string name, string value) in spec.Environment) { start.Environment[name] = value; }
        Process process = new() { StartInfo = start };
        try
        {
#pragma warning disable RS0030 // this is the port's own implementation for systems without posix_spawn and pidfd
            process.Start();
#pragma warning restore RS0030
            return process;
        }
        catch (Win32Exception failure)
        {
            process.Dispose();
            const int notFound = 2; // ENOENT and ERROR_FILE_NOT_FOUND alike
            LaunchProblem problem = failure.NativeErrorCode == notFound ? LaunchProblem.CommandNotFound : LaunchProblem.NotExecutable;
            throw new LaunchException(problem, $"command '{spec.Command[0]}' could not be started: {failure.Message}");
        }
    }

    private async Task WatchAsync(Process process, long incarnation, Task output)
    {
        await process.WaitForExitAsync().ConfigureAwait(false);
        try
        {
            // Its last words come first, but a descendant that keeps the pipe open is not waited for.
            await output.WaitAsync(OutputGrace, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The pump goes on by itself.
        }

        int code = process.ExitCode is >= 0 and <= 255 ? process.ExitCode : 255;
        bool tell;
        lock (_gate)
        {
            tell = _main == process;
            if (tell) { _main = null; }
        }

        process.Dispose();
        if (tell) { _observer.Exited(incarnation, ExitStatus.Exited(code)); }
    }

    private async Task PumpAsync(Stream source)
    {
        using Stream owned = source; // Process leaves a stream that was asked for to its user
        byte[] buffer = new byte[16 * 1024];
        using FileStream log = new(_log.Path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        int size;
        while ((size = await source.ReadAsync(buffer).ConfigureAwait(false)) > 0)
        {
            log.Seek(0, SeekOrigin.End); // each time: the other stream writes too, and rotation shortens the file
            await log.WriteAsync(buffer.AsMemory(0, size)).ConfigureAwait(false);
        }
    }

    private bool Kill(int signal, bool entireTree)
    {
        lock (_gate)
        {
            if (signal != Signals.Kill || _main is not { HasExited: false } main) { return false; }
            main.Kill(entireTree);
            return true;
        }
    }
}
