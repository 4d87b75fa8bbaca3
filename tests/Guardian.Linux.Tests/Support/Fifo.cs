using System.Runtime.InteropServices;

namespace Guardian.Linux.Tests.Support;

/// <summary>A named pipe by which a shell worker tells a test something, or waits for it.</summary>
internal sealed partial class Fifo
{
    public Fifo(string path)
    {
        Path = path;
        if (MakeFifo(path, 0x1b6) != 0) { throw new InvalidOperationException($"mkfifo {path}: {Marshal.GetLastPInvokeErrorMessage()}"); }
        File.SetUnixFileMode(path, (UnixFileMode)0x1b6); // for workers under another user, whatever the umask
    }

    public string Path { get; }

    /// <summary>Blocks until a writer has written and closed.</summary>
    public string ReadAll() => Patience.Result(Task.Run(() => File.ReadAllText(Path)), $"somebody to write to {Path}").Trim();

    /// <summary>Blocks until somebody has opened it to read, and lets it go on.</summary>
    public void Open() => Write("go\n");

    /// <summary>Blocks until somebody has opened it to read, and writes.</summary>
    public void Write(string text) => Patience.Result(Task.Run(() => { File.WriteAllText(Path, text); return true; }), $"somebody to read from {Path}");

    [LibraryImport("libc", EntryPoint = "mkfifo", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFifo(string path, uint mode);
}
