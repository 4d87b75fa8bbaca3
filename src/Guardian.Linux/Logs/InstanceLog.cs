using Guardian.Linux.Interop;
using Guardian.Linux.Processes;
using Guardian.Workers;
using static Guardian.Linux.Interop.Constants;

namespace Guardian.Linux.Logs;

/// <summary>The log file of one instance. The worker appends to it through its own descriptor, whether a node runs or not.</summary>
/// <remarks>Following and rotating are done by one caller at a time, the slot's owner.</remarks>
internal sealed class InstanceLog : IInstanceLog
{
    private const uint FileMode = 0x1a0; // 0640

    private readonly UserAccount? _account;
    private readonly LogFollower _follower;
    private readonly LogRotator _rotator;

    /// <summary>Makes the file's directory.</summary>
    /// <param name="path">Absolute path of the live file.</param>
    /// <param name="rotation">When it is rotated and what is kept.</param>
    /// <param name="account">Account that owns the file, or null for the node's own.</param>
    /// <exception cref="LaunchException">The directory cannot be made (<see cref="LaunchProblem.Files"/>).</exception>
    public InstanceLog(string path, LogRotationOptions rotation, UserAccount? account)
    {
        Path = path;
        _account = account;
        _follower = new LogFollower(path);
        _rotator = new LogRotator(path, rotation);
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            _follower.Base = _rotator.Recover();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new LaunchException(LaunchProblem.Files, $"log '{path}' cannot be prepared: {refused.Message}");
        }
    }

    /// <inheritdoc/>
    public string Path { get; }

    /// <inheritdoc/>
    public long Offset
    {
        get => _follower.Offset;
        set => _follower.Offset = value;
    }

    /// <summary>Opens the file for a worker to append to; the caller closes the descriptor.</summary>
    /// <exception cref="LaunchException">It cannot be opened (<see cref="LaunchProblem.Files"/>).</exception>
    public int OpenForWorker()
    {
        int descriptor = Libc.Open(Path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, FileMode);
        if (descriptor < 0)
        {
            int error = Errno.Last;
            LaunchProblem problem = error is EMFILE or ENFILE or ENOMEM ? LaunchProblem.Resources : LaunchProblem.Files;
            throw new LaunchException(problem, $"log '{Path}' cannot be opened: {Errno.Describe(error)}");
        }

        // So that a worker can open /dev/stdout again. Without it the log works all the same, so a refusal does not matter.
        if (_account is not null) { _ = Libc.ChangeOwner(descriptor, _account.User, _account.Group); }
        return descriptor;
    }

    /// <inheritdoc/>
    public long ReadNew(Action<string> line, int maxBytes) => _follower.ReadNew(line, maxBytes);

    /// <inheritdoc/>
    public IReadOnlyList<string> Tail(int count) => LogTail.Read(Path, count);

    /// <inheritdoc/>
    public async Task<LogRotation?> RotateIfDueAsync(DateTimeOffset now, CancellationToken stop) =>
        await _rotator.RotateIfDueAsync(now, _follower, stop).ConfigureAwait(false);
}
