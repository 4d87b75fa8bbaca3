using Guardian.Linux.Interop;
using Microsoft.Win32.SafeHandles;
using static Guardian.Linux.Interop.Constants;

namespace Guardian.Linux.Logs;

/// <summary>Cuts the beginning out of a file that others append to (fallocate(2), FALLOC_FL_COLLAPSE_RANGE).</summary>
internal static unsafe class LogCut
{
    /// <summary>Block size that cuts must be multiples of.</summary>
    /// <param name="log">The file that is to be cut.</param>
    /// <returns>Bytes; 0 when the file system cannot cut. Found out on a small file beside it, which is deleted again.</returns>
    public static int BlockSizeFor(string log)
    {
        if (!OperatingSystem.IsLinux()) { return 0; }
        string probe = log + ".probe" + LogArchives.Unfinished;
        using SafeFileHandle handle = File.OpenHandle(probe, FileMode.Create, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);
        int descriptor = (int)handle.DangerousGetHandle();
        FileFacts facts;
        byte empty = 0;
        if (Libc.Statx(descriptor, &empty, AT_EMPTY_PATH, STATX_BASIC_STATS, &facts) != 0) { return 0; }
        int block = (int)facts.BlockSize;
        RandomAccess.SetLength(handle, 2L * block);
        return Libc.Allocate(descriptor, FALLOC_FL_COLLAPSE_RANGE, 0, block) == 0 ? block : 0;
    }

    /// <summary>Where to cut: at a block boundary that is a line's end too, if there is one in the last quarter of the file, else at the last one.</summary>
    /// <returns>Bytes to cut away, less than the file's length; 0 when the file is not longer than a block.</returns>
    public static long Choose(SafeFileHandle file, long length, int block)
    {
        long last = (length - 1) / block * block; // the kernel refuses to cut a file down to nothing
        Span<byte> before = stackalloc byte[1];
        for (long cut = last; cut > length - (length / 4) && cut > 0; cut -= block)
        {
            if (RandomAccess.Read(file, before, cut - 1) == 1 && before[0] == (byte)'\n') { return cut; }
        }

        return last;
    }

    /// <summary>Cuts.</summary>
    /// <returns>Bytes cut away.</returns>
    /// <exception cref="IOException">The kernel refused.</exception>
    public static long Cut(SafeFileHandle file, long length)
    {
        if (Libc.Allocate((int)file.DangerousGetHandle(), FALLOC_FL_COLLAPSE_RANGE, 0, length) == 0) { return length; }
        int error = Errno.Last;
        throw new IOException($"the beginning of a log could not be cut off: {Errno.Describe(error)}", error);
    }
}
