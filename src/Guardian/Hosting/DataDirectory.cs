using System.Globalization;

namespace Guardian.Hosting;

/// <summary>A node's data directory, held by one node at a time.</summary>
public sealed class DataDirectory : IDisposable
{
    private readonly FileStream _lock;

    private DataDirectory(string path, Guid id, FileStream held) => (Path, Id, _lock) = (path, id, held);

    /// <summary>Identity of the directory, made with it: tells a node that was started anew from another one with the same name.</summary>
    public Guid Id { get; }

    /// <summary>Absolute path.</summary>
    public string Path { get; }

    /// <summary>Makes the directory when it is missing and takes its lock.</summary>
    /// <param name="path">Any path.</param>
    /// <returns>The directory; disposing it lets go of the lock.</returns>
    /// <exception cref="IOException">It cannot be made or written, or another node uses it; the message says which.</exception>
    public static DataDirectory Open(string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        string file = System.IO.Path.Combine(full, "guardian.lock");
        string pid = System.IO.Path.Combine(full, "guardian.pid");
        try
        {
            System.IO.Directory.CreateDirectory(full);
            System.IO.Directory.CreateDirectory(System.IO.Path.Combine(full, "logs"));
            System.IO.Directory.CreateDirectory(System.IO.Path.Combine(full, "run"));
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new IOException($"data directory {full} cannot be made or written: {refused.Message}", refused);
        }
        catch (IOException refused)
        {
            throw new IOException($"data directory {full} cannot be made: {refused.Message}", refused);
        }

        FileStream held;
        try
        {
            // Only FileShare.None is an exclusive lock here (any other share is a common one, which two nodes can hold). It is the
            // kernel's and ends with the process, however it ends. Nobody can read the file meanwhile, so the pid stands beside it.
            held = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new IOException($"data directory {full} cannot be written: {refused.Message}", refused);
        }
        catch (IOException busy)
        {
            throw new IOException($"another node{Holder(pid)} uses data directory {full}; stop it, or start this one with another --data", busy);
        }

        try
        {
            File.WriteAllText(pid, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new DataDirectory(full, IdOf(System.IO.Path.Combine(full, "guardian.id")), held);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            held.Dispose();
            throw new IOException($"data directory {full} cannot be written: {refused.Message}", refused);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _lock.Dispose();

    private static Guid IdOf(string file)
    {
        if (File.Exists(file) && Guid.TryParse(File.ReadAllText(file).Trim(), out Guid known))
        {
            return known;
        }

        // Written beside and moved: a node that dies over it must not leave half of one.
        Guid made = Guid.NewGuid();
        File.WriteAllText(file + ".new", made.ToString());
        File.Move(file + ".new", file, overwrite: true);
        return made;
    }

    private static string Holder(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim() is { Length: > 0 } pid ? $" (process {pid})" : string.Empty;
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            return string.Empty; // only a nicety of the message
        }
    }
}
