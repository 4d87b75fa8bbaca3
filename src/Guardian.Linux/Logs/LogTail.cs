using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Guardian.Linux.Logs;

/// <summary>Reads the last lines of a file from its end, so that the file's size does not matter.</summary>
internal static class LogTail
{
    private const int BlockSize = 64 * 1024;
    private const long MaxRead = 16 * 1024 * 1024; // lines may be long, memory is not

    /// <summary>The last lines, oldest first.</summary>
    /// <param name="path">The file; when there is none, there are no lines.</param>
    /// <param name="count">How many at most.</param>
    /// <returns>The lines without their ends; an unfinished last line counts as one.</returns>
    public static IReadOnlyList<string> Read(string path, int count)
    {
        if (count <= 0) { return []; }
        try
        {
            using SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            long end = RandomAccess.GetLength(handle);
            (long start, int size) = FindStart(handle, end, count);
            byte[] content = ArrayPool<byte>.Shared.Rent(size);
            try
            {
                size = RandomAccess.Read(handle, content.AsSpan(0, size), start);
                return Lines(content.AsSpan(0, size), count);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(content);
            }
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
    }

    private static (long Start, int Size) FindStart(SafeFileHandle handle, long end, int count)
    {
        Span<byte> block = stackalloc byte[4096];
        byte[] rented = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            // The end of the last line is not the beginning of another.
            bool endsWithLineEnd = end > 0 && RandomAccess.Read(handle, block[..1], end - 1) == 1 && block[0] == (byte)'\n';
            int wanted = count + (endsWithLineEnd ? 1 : 0);
            long position = end;
            while (position > 0 && end - position < MaxRead)
            {
                int size = (int)Math.Min(BlockSize, position);
                position -= size;
                size = RandomAccess.Read(handle, rented.AsSpan(0, size), position);
                Span<byte> read = rented.AsSpan(0, size);
                while (read.LastIndexOf((byte)'\n') is >= 0 and int at)
                {
                    if (--wanted == 0) { return (position + at + 1, (int)(end - position - at - 1)); }
                    read = read[..at];
                }
            }

            return (position, (int)(end - position));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static List<string> Lines(ReadOnlySpan<byte> content, int count)
    {
        List<string> lines = new(Math.Min(count, 256));
        while (!content.IsEmpty)
        {
            int end = content.IndexOf((byte)'\n');
            lines.Add(LogLine.Decode(end < 0 ? content : content[..end]));
            content = end < 0 ? [] : content[(end + 1)..];
        }

        return lines;
    }
}
