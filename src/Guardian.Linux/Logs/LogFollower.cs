using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Guardian.Linux.Logs;

/// <summary>Reads what is new in a log file that its worker appends to and the rotator takes the beginning away from.</summary>
/// <remarks>
/// Positions are counted over all the log's life: the file begins at <see cref="Base"/>, the number of bytes ever rotated out.
/// So a position kept in the store stays right however often the file was rotated since.
/// </remarks>
internal sealed class LogFollower
{
    private readonly string _path;
    private readonly Lock _gate = new(); // the fields below and the file's beginning: read by the slot's owner, taken away by the rotator's task
    private long _base;
    private long _offset;
    private bool _skipsToLineEnd;

    /// <summary>Follows a file from its beginning.</summary>
    /// <param name="path">Absolute path; the file need not exist.</param>
    public LogFollower(string path) => _path = path;

    /// <summary>Bytes that were rotated out of the file so far.</summary>
    public long Base
    {
        get { lock (_gate) { return _base; } }
        set { lock (_gate) { _base = value; } }
    }

    /// <summary>Position up to which complete lines were read.</summary>
    public long Offset
    {
        get { lock (_gate) { return _offset; } }
        set { lock (_gate) { (_offset, _skipsToLineEnd) = (value, false); } }
    }

    /// <summary>Takes bytes away from the file's beginning while nobody reads it.</summary>
    /// <param name="remove">Does it and says how many bytes it took.</param>
    /// <returns>What <paramref name="remove"/> said.</returns>
    public long RemoveBeginning(Func<long> remove)
    {
        lock (_gate)
        {
            long removed = remove();
            _base += removed;
            return removed;
        }
    }

    /// <summary>Reads complete new lines.</summary>
    /// <param name="line">Called for each, after the file was read.</param>
    /// <param name="maxBytes">Most bytes to read, 1 or more.</param>
    /// <returns>Bytes skipped.</returns>
    public long ReadNew(Action<string> line, int maxBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, 1);
        List<string> lines = [];
        long skipped;
        lock (_gate) { skipped = Read_NeedsLock(lines, maxBytes); }
        foreach (string each in lines) { line(each); }
        return skipped;
    }

    private long Read_NeedsLock(List<string> lines, int maxBytes)
    {
        FileInfo file = new(_path);
        long end = _base + (file.Exists ? file.Length : 0);
        // Shorter than where we were: somebody emptied or deleted it, so all that is there is new.
        if (_offset > end) { (_offset, _skipsToLineEnd) = (_base, false); }

        long from = Math.Max(_offset, _base);
        if (end - from > maxBytes)
        {
            // One byte early: when that is a line's end, the line after it is whole.
            from = Math.Max(_base, end - maxBytes - 1);
            _skipsToLineEnd = true;
        }

        bool jumped = from > _offset;
        int size = (int)(end - from);
        if (size == 0)
        {
            long rotatedOut = from - _offset;
            _offset = from;
            return rotatedOut;
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            using SafeFileHandle handle = File.OpenHandle(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            size = RandomAccess.Read(handle, buffer.AsSpan(0, size), from - _base);
            (int dropped, int used) = LineSplitter.Split(buffer.AsSpan(0, size), ref _skipsToLineEnd, size >= maxBytes, lines);
            long skipped = jumped ? from + dropped - _offset : 0;
            _offset = from + used;
            return skipped;
        }
        catch (FileNotFoundException)
        {
            return 0; // deleted since we asked for its length; the next reading starts over
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
