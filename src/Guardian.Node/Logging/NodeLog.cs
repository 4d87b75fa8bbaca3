using System.Collections.Immutable;
using System.Globalization;
using System.Threading.Channels;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Display;

namespace Guardian.Node.Logging;

/// <summary>Keeps the node's last log lines in memory for <c>pbm log view</c> and <c>pbm log tail</c>.</summary>
/// <remarks>The lock guards the ring and the list of followers; writing to a follower never waits.</remarks>
internal sealed class NodeLog : ILogEventSink
{
    /// <summary>Lines kept; at some 150 bytes each that is below half a megabyte.</summary>
    public const int MostLines = 2_000;

    public const string Template = "{Timestamp:yyyy-MM-ddTHH:mm:ss.fffzzz} {Level:u3} {Message:lj}{NewLine}{Exception}";

    /// <summary>Lines a slow follower may be behind before the oldest are dropped.</summary>
    private const int MostBehind = 1_000;

    private readonly MessageTemplateTextFormatter _formatter = new(Template, CultureInfo.InvariantCulture);
    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = new();
    private ImmutableList<Channel<string>> _followers = [];

    public void Emit(LogEvent logEvent)
    {
        using StringWriter text = new(CultureInfo.InvariantCulture);
        _formatter.Format(logEvent, text);
        string line = text.ToString().TrimEnd('\n', '\r');
        lock (_gate)
        {
            _lines.Enqueue(line);
            if (_lines.Count > MostLines)
            {
                _lines.Dequeue();
            }

            foreach (Channel<string> follower in _followers)
            {
                follower.Writer.TryWrite(line);
            }
        }
    }

    /// <summary>The last lines, oldest first.</summary>
    public IReadOnlyList<string> Last(int count)
    {
        lock (_gate)
        {
            return [.. _lines.Skip(Math.Max(0, _lines.Count - count))];
        }
    }

    /// <summary>The last lines, then new ones as they come, until the caller has had enough.</summary>
    public async IAsyncEnumerable<string> FollowAsync(
        int first, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        Channel<string> channel = Channel.CreateBounded<string>(
            new BoundedChannelOptions(MostBehind) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        IReadOnlyList<string> last;
        lock (_gate)
        {
            last = [.. _lines.Skip(Math.Max(0, _lines.Count - first))];
            _followers = _followers.Add(channel);
        }

        try
        {
            foreach (string line in last)
            {
                yield return line;
            }

            await foreach (string line in channel.Reader.ReadAllAsync(stop).ConfigureAwait(false))
            {
                yield return line;
            }
        }
        finally
        {
            lock (_gate)
            {
                _followers = _followers.Remove(channel);
            }
        }
    }
}
