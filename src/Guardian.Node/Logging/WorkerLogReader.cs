using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;

namespace Guardian.Node.Logging;

/// <summary>Reads the log files of a worker's instances for a person: the last lines, and new ones as they come.</summary>
internal sealed class WorkerLogReader(ImmutableArray<(string Id, string File)> logs, TimeProvider time)
{
    private const int MostTailBytes = 1024 * 1024;
    private const int MostLineBytes = 16 * 1024;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    /// <summary>Lines of all instances; each starts with its instance when there are several.</summary>
    /// <param name="count">How many of the last lines of each file.</param>
    /// <param name="follow">Whether to go on with new lines.</param>
    /// <param name="stop">Ends the following.</param>
    /// <returns>The lines.</returns>
    public async IAsyncEnumerable<string> ReadAsync(int count, bool follow, [EnumeratorCancellation] CancellationToken stop)
    {
        Followed[] followed = [.. logs.Select(log => new Followed(log.File, logs.Length > 1 ? log.Id + " | " : string.Empty))];
        foreach (Followed file in followed)
        {
            foreach (string line in file.Tail(count, unfinished: !follow))
            {
                yield return file.Prefix + line;
            }
        }

        if (!follow)
        {
            yield break;
        }

        using PeriodicTimer timer = new(Look, time);
        while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
        {
            foreach (Followed file in followed)
            {
                foreach (string line in file.New())
                {
                    yield return file.Prefix + line;
                }
            }
        }
    }

    private sealed class Followed(string path, string prefix)
    {
        private readonly List<byte> _partial = [];
        private long _position;

        public string Prefix { get; } = prefix;

        /// <param name="count">How many.</param>
        /// <param name="unfinished">Whether the last line counts although its end has not been written: nobody comes back for it.</param>
        public IReadOnlyList<string> Tail(int count, bool unfinished)
        {
            using FileStream? file = Open();
            if (file is null)
            {
                return [];
            }

            _position = Math.Max(0, file.Length - MostTailBytes);
            bool cut = _position > 0;
            List<string> lines = Read(file);
            if (unfinished && _partial.Count > 0)
            {
                lines.Add(Encoding.UTF8.GetString([.. _partial]));
            }

            return [.. lines.Skip(Math.Max(cut ? 1 : 0, lines.Count - count))];
        }

        public List<string> New()
        {
            using FileStream? file = Open();
            if (file is null)
            {
                return [];
            }

            if (file.Length < _position)
            {
                // Rotated: what was archived has left the file's beginning. The live lines go on from its present end.
                _position = file.Length;
                _partial.Clear();
            }

            return file.Length > _position ? Read(file) : [];
        }

        private FileStream? Open()
        {
            try
            {
                return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            }
            catch (IOException)
            {
                // Not written yet, or just being replaced: the next look finds it.
                return null;
            }
            catch (UnauthorizedAccessException)
            {
                return null;
            }
        }

        private List<string> Read(FileStream file)
        {
            byte[] bytes = new byte[(int)Math.Min(file.Length - _position, MostTailBytes)];
            file.Position = _position;
            int read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            _position += read;
            List<string> lines = [];
            foreach (byte one in bytes.AsSpan(0, read))
            {
                if (one == (byte)'\n' || _partial.Count >= MostLineBytes)
                {
                    lines.Add(Encoding.UTF8.GetString([.. _partial]).TrimEnd('\r'));
                    _partial.Clear();
                }

                if (one != (byte)'\n')
                {
                    _partial.Add(one);
                }
            }

            return lines;
        }
    }
}
