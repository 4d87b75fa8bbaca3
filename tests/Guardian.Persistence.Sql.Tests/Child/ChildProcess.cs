using System.Diagnostics;
using System.Runtime.InteropServices;
using static Guardian.Persistence.Sql.Tests.Contract.Sample;

namespace Guardian.Persistence.Sql.Tests.Child;

/// <summary>This assembly run once more, as a process that may be killed.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process = new();

    internal ChildProcess(params string[] arguments)
    {
        _process.StartInfo = new ProcessStartInfo("dotnet", [typeof(ChildProcess).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
#pragma warning disable RS0030 // the adapter of IProcessControl is another project; here a process is needed only to be killed
        _process.Start();
#pragma warning restore RS0030
    }

    /// <summary>The next line it says, or null at the end.</summary>
    internal async Task<string?> LineAsync() => await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience);

    /// <summary>Sends SIGKILL and waits until it is dead.</summary>
    internal async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Patience);
    }

    /// <summary>Stops it where it is (SIGSTOP).</summary>
    internal void Freeze() => kill(_process.Id, 19).ShouldBe(0);

    /// <summary>Lets it go on (SIGCONT).</summary>
    internal void Thaw() => kill(_process.Id, 18).ShouldBe(0);

    /// <summary>All lines until it ends by itself.</summary>
    internal async Task<string[]> LinesToEndAsync()
    {
        Task<string> errors = _process.StandardError.ReadToEndAsync();
        string output = await _process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        await _process.WaitForExitAsync().WaitAsync(Patience);
        _process.ExitCode.ShouldBe(0, await errors);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int pid, int signal);
}
