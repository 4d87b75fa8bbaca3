using System.Security.Cryptography;
using Guardian.Workers;
using Microsoft.Win32.SafeHandles;

namespace Guardian.Linux.Logs;

/// <summary>Moves the beginning of a log into an archive while its worker keeps appending through its own descriptor.</summary>
/// <remarks>
/// <para>
/// On ext4 and XFS the beginning is cut out of the file (fallocate(2), FALLOC_FL_COLLAPSE_RANGE), which loses nothing. It can be cut at a
/// block boundary only: among the boundaries of the last quarter one that is also a line's end is chosen; where there is none the archive ends
/// inside a line, whose rest begins the live file. In either case archives and live file, put together, hold every byte once.
/// </para>
/// <para>
/// Elsewhere (tmpfs, btrfs, NFS, ...) the whole file is copied until it no longer grows and then truncated: what the worker writes between the
/// last look and the truncation, some microseconds, is lost.
/// </para>
/// <para>
/// Crash safety: the archive is written under another name and flushed; then the state file says what is about to happen; then the archive gets
/// its name and the beginning is removed; then the state file says so. A node that finds the second state compares.
/// </para>
/// </remarks>
internal sealed class LogRotator
{
    private const int CompareSize = 128 * 1024;
    private const int MaxTail = 64 * 1024;
    private const int MaxCatchUps = 16; // rounds of copying what was written meanwhile, before truncation
    private static readonly TimeSpan CleanEvery = TimeSpan.FromHours(1);

    private readonly string _log;
    private readonly LogRotationOptions _options;
    private RotationState _state = RotationState.None;
    private DateTimeOffset _cleanAt = DateTimeOffset.MinValue;

    /// <summary>Makes a rotator; <see cref="Recover"/> comes before anything else.</summary>
    public LogRotator(string log, LogRotationOptions options)
    {
        _log = log;
        _options = options;
    }

    /// <summary>Test seam: called before each step with its name, so that a test can crash there.</summary>
    internal Action<string>? BeforeStep { get; set; }

    /// <summary>Test seam: pretends that the file system cannot cut.</summary>
    internal bool NeverCuts { get; set; }

    /// <summary>Brings a rotation that an earlier node left in the middle to one of its ends.</summary>
    /// <returns>Bytes rotated out of the log in all its life.</returns>
    public long Recover()
    {
        _state = RotationState.Load(_log);
        if (_state.Pending is { } pending)
        {
            string archive = Path.Combine(Path.GetDirectoryName(_log)!, pending.Archive);
            if (!File.Exists(archive)) { _state = _state with { Pending = null }; }
            else if (WasRemoved(pending, archive)) { _state = new RotationState(_state.Base + ArchiveWriter.LengthOf(archive), null); }
            else
            {
                File.Delete(archive); // all it holds is still in the live file; the next rotation does it again
                _state = _state with { Pending = null };
            }

            _state.Save(_log);
        }

        return _state.Base;
    }

    /// <summary>Rotates and deletes what is due.</summary>
    /// <param name="now">Wall time.</param>
    /// <param name="follower">Loses its beginning under its own lock.</param>
    /// <param name="stop">Ends the copying early; the live file is untouched then.</param>
    /// <returns>What was done, or null.</returns>
    public async Task<LogRotation?> RotateIfDueAsync(DateTimeOffset now, LogFollower follower, CancellationToken stop)
    {
        FileInfo file = new(_log);
        bool isLarge = file.Exists && file.Length >= _options.MaxSize;
        if (!isLarge && now < _cleanAt) { return null; }
        _cleanAt = now + CleanEvery;
        return await Task.Run(() => Rotate(now, follower, isLarge, stop), stop).ConfigureAwait(false);
    }

    private LogRotation? Rotate(DateTimeOffset now, LogFollower follower, bool isLarge, CancellationToken stop)
    {
        string? archive = null;
        long archived = 0;
        if (isLarge)
        {
            archive = LogArchives.NextPath(_log, LogArchives.List(_log), now, _options.Compress);
            archived = MoveBeginning(archive, follower, stop);
            if (archived == 0) { archive = null; }
        }

        IReadOnlyList<LogArchives.Archive> expired = LogArchives.Expired(LogArchives.List(_log), _options, now);
        foreach (LogArchives.Archive old in expired) { File.Delete(old.Path); }
        return archive is null && expired.Count == 0 ? null : new LogRotation(archive, archived, expired.Count);
    }

    private long MoveBeginning(string archive, LogFollower follower, CancellationToken stop)
    {
        using SafeFileHandle live = File.OpenHandle(_log, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        string temporary = archive + LogArchives.Unfinished;
        try
        {
            int block = NeverCuts ? 0 : LogCut.BlockSizeFor(_log);
            long cut = block == 0 ? 0 : LogCut.Choose(live, RandomAccess.GetLength(live), block);
            long length = cut > 0 ? cut : RandomAccess.GetLength(live);
            using (ArchiveWriter writer = new(temporary, LogArchives.IsCompressed(archive), append: false))
            {
                writer.Copy(live, 0, length, stop);
            }

            int tail = cut > 0 ? (int)Math.Min(MaxTail, RandomAccess.GetLength(live) - cut) : 0;
            BeforeStep?.Invoke("announce");
            _state = _state with { Pending = new PendingArchive(Path.GetFileName(archive), length, tail, Hash(live, length, tail)) };
            _state.Save(_log);
            BeforeStep?.Invoke("rename");
            File.Move(temporary, archive);
            BeforeStep?.Invoke("remove");
            long removed = follower.RemoveBeginning(() => cut > 0 ? LogCut.Cut(live, cut) : Truncate(live, length, archive));
            BeforeStep?.Invoke("conclude");
            _state = new RotationState(_state.Base + removed, null);
            _state.Save(_log);
            return removed;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Adds what was written meanwhile to the archive (as a gzip member of its own) until nothing more comes, and truncates at once.</summary>
    private static long Truncate(SafeFileHandle live, long copied, string archive)
    {
        for (int round = 0; round < MaxCatchUps; round++)
        {
            long length = RandomAccess.GetLength(live);
            if (length <= copied) { break; }
            using ArchiveWriter writer = new(archive, LogArchives.IsCompressed(archive), append: true);
            copied = writer.Copy(live, copied, length, CancellationToken.None);
        }

        RandomAccess.SetLength(live, 0);
        return copied;
    }

    /// <summary>Whether the bytes of an archive have left the live file.</summary>
    /// <remarks>When the log repeats itself both answers can fit; then it is yes, because a repetition is better than a loss.</remarks>
    private bool WasRemoved(PendingArchive pending, string archive)
    {
        if (!File.Exists(_log)) { return true; }
        using SafeFileHandle live = File.OpenHandle(_log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        long length = RandomAccess.GetLength(live);
        if (length < pending.Length) { return true; }
        bool beginsWithTail = pending.TailLength > 0 && Hash(live, 0, pending.TailLength) == pending.TailHash;
        return beginsWithTail || !BeginsWith(live, archive, pending.Length);
    }

    private static bool BeginsWith(SafeFileHandle live, string archive, long length)
    {
        using Stream stored = ArchiveWriter.OpenForReading(archive);
        byte[] expected = new byte[CompareSize];
        byte[] actual = new byte[CompareSize];
        for (long at = 0; at < length;)
        {
            int wanted = (int)Math.Min(CompareSize, length - at);
            if (stored.ReadAtLeast(expected.AsSpan(0, wanted), wanted, throwOnEndOfStream: false) < wanted) { return false; }
            if (RandomAccess.Read(live, actual.AsSpan(0, wanted), at) < wanted) { return false; }
            if (!expected.AsSpan(0, wanted).SequenceEqual(actual.AsSpan(0, wanted))) { return false; }
            at += wanted;
        }

        return true;
    }

    private static string Hash(SafeFileHandle live, long position, int length)
    {
        byte[] bytes = new byte[length];
        int read = RandomAccess.Read(live, bytes, position);
        return Convert.ToHexStringLower(SHA256.HashData(bytes.AsSpan(0, read)));
    }
}
