using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Guardian.Workers;

namespace Guardian.Linux.Probes;

/// <summary>Short commands on systems other than Linux, through System.Diagnostics.Process.</summary>
/// <remarks>User, umask, niceness, limits and a latest moment cannot be set here: a command that asks for one is refused.</remarks>
public sealed class PortableCommandRunner(TimeProvider time) : ICommandRunner
{
    private const int MostOutput = 16 * 1024;

    /// <inheritdoc/>
    public async Task<CommandResult> RunAsync(LaunchSpec spec, TimeSpan timeout, CancellationToken stop)
    {
        if (spec.User is not null || spec.Umask is not null || spec.Nice is not null || !spec.Limits.IsEmpty)
        {
            throw new LaunchException(LaunchProblem.User, "'user', 'umask', 'nice' and 'limits' can be set on Linux only");
        }

        if (spec.NotAfter is not null)
        {
            throw new LaunchException(LaunchProblem.NotExecutable, "a command of a floating worker, which must not start after its lease, can be started on Linux only");
        }

        ProcessStartInfo start = new(spec.Command[0])
        {
            WorkingDirectory = spec.Directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (string argument in spec.Command.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Clear();
        foreach ((string name, string value) in spec.Environment)
        {
            start.Environment[name] = value;
        }

        long from = time.GetTimestamp();
        using Process process = Start(start);
        Task<string>[] output = [process.StandardOutput.ReadToEndAsync(CancellationToken.None), process.StandardError.ReadToEndAsync(CancellationToken.None)];
        bool timedOut = false;
        using CancellationTokenSource limit = new(timeout, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            await process.WaitForExitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            timedOut = limit.IsCancellationRequested;
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }

        StringBuilder text = new();
        foreach (string part in await Task.WhenAll(output).ConfigureAwait(false))
        {
            text.Append(part);
        }

        string last = text.Length > MostOutput ? text.ToString(text.Length - MostOutput, MostOutput) : text.ToString();
        return new CommandResult(ExitStatus.Exited(process.ExitCode), timedOut, last, time.GetElapsedTime(from));
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
#pragma warning disable RS0030 // the port itself: this is what stands behind ICommandRunner where there is no posix_spawn
            return Process.Start(start)!;
#pragma warning restore RS0030
        }
        catch (Win32Exception refused)
        {
            throw new LaunchException(LaunchProblem.CommandNotFound, $"{start.FileName}: {refused.Message}");
        }
    }
}
