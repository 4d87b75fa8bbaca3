using System.Buffers;
using System.IO.Compression;
using Microsoft.Win32.SafeHandles;

namespace Guardian.Linux.Logs;

/// <summary>Writes an archive, plain or as gzip, and has it on disk when disposed.</summary>
internal sealed class ArchiveWriter : IDisposable
{
    private const int CopySize = 128 * 1024;

    private readonly FileStream _file;
    private readonly Stream _into;

    /// <summary>Opens the file.</summary>
    /// <param name="path">Absolute path.</param>
    /// <param name="compress">Whether what is written becomes a gzip member.</param>
    /// <param name="append">Whether it comes after what the file holds already; gzip members may follow each other.</param>
    public ArchiveWriter(string path, bool compress, bool append)
    {
        _file = new FileStream(path, append ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.Read);
        // Fastest: logs shrink about as well, and a thousand instances share the processors with their rotation.
        _into = compress ? new GZipStream(_file, CompressionLevel.Fastest, leaveOpen: true) : _file;
    }

    /// <summary>Copies a range of a file.</summary>
    /// <param name="source">The file.</param>
    /// <param name="from">First byte.</param>
    /// <param name="to">Byte after the last one.</param>
    /// <param name="stop">Ends it between two pieces.</param>
    /// <returns>Where it came to: <paramref name="to"/>, or less when the file has become shorter.</returns>
    public long Copy(SafeFileHandle source, long from, long to, CancellationToken stop)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(CopySize);
        try
        {
            while (from < to)
            {
                stop.ThrowIfCancellationRequested();
                int read = RandomAccess.Read(source, buffer.AsSpan(0, (int)Math.Min(CopySize, to - from)), from);
                if (read == 0) { break; }
                _into.Write(buffer, 0, read);
                from += read;
            }

            return from;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Opens an archive to read what was put into it.</summary>
    public static Stream OpenForReading(string path)
    {
        FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return LogArchives.IsCompressed(path) ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    /// <summary>How many bytes were put into an archive.</summary>
    public static long LengthOf(string path)
    {
        using Stream content = OpenForReading(path);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(CopySize);
        long length = 0;
        int read;
        while ((read = content.Read(buffer)) > 0) { length += read; }
        ArrayPool<byte>.Shared.Return(buffer);
        return length;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_into != _file) { _into.Dispose(); }
        _file.Flush(flushToDisk: true);
        _file.Dispose();
    }
}
