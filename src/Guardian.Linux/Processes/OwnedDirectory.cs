using Guardian.Linux.Interop;
using Guardian.Workers;

namespace Guardian.Linux.Processes;

/// <summary>Makes directories that belong to a worker's account.</summary>
internal static class OwnedDirectory
{
    /// <summary>Makes a directory when it is missing; one that is there stays as it is.</summary>
    /// <param name="path">Absolute path, or null for nothing.</param>
    /// <param name="account">Its owner, or null for the node's own.</param>
    /// <exception cref="LaunchException">It cannot be made (<see cref="LaunchProblem.Files"/>).</exception>
    public static void Make(string? path, UserAccount? account)
    {
        if (path is null || Directory.Exists(path)) { return; }
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new LaunchException(LaunchProblem.Files, $"state directory '{path}' cannot be made: {refused.Message}");
        }

        if (account is not null && Libc.ChangeOwner(path, account.User, account.Group) != 0)
        {
            throw new LaunchException(LaunchProblem.Files, $"state directory '{path}' cannot be given to {account.Name}: {Errno.Describe(Errno.Last)}");
        }
    }
}
