using System.Text;
using System.Threading.Channels;
using Guardian.Cluster;
using Microsoft.AspNetCore.Http;

namespace Guardian.Node.Api.Cluster;

/// <summary>Writes answers of nodes that go on as one text: as they come, and line by line when there are several.</summary>
internal static class LineMerger
{
    /// <summary>Lines that wait for a slow reader; the nodes wait then.</summary>
    private const int MostLines = 256;

    /// <summary>What a line of several nodes' text begins with, like that of several instances' logs.</summary>
    public static string Prefix(string node) => node + " | ";

    /// <summary>Writes the answer of one node, with its status and its type.</summary>
    /// <param name="http">To whom.</param>
    /// <param name="parts">The answer; the first part is its head.</param>
    /// <param name="stop">The reader has left, or the node stops.</param>
    public static async Task OneAsync(HttpContext http, IAsyncEnumerable<RemoteAnswer> parts, CancellationToken stop)
    {
        bool begun = false;
        await foreach (RemoteAnswer part in parts.WithCancellation(stop).ConfigureAwait(false))
        {
            if (!begun)
            {
                http.Response.StatusCode = part.Status;
                http.Response.ContentType = part.ContentType;
                await http.Response.StartAsync(stop).ConfigureAwait(false);
                begun = true;
                await http.Response.Body.WriteAsync(part.Body, stop).ConfigureAwait(false);
            }
            else if (IsEnd(part))
            {
                await http.Response.WriteAsync(EndOf(part), stop).ConfigureAwait(false);
            }
            else
            {
                await http.Response.Body.WriteAsync(part.Body, stop).ConfigureAwait(false);
            }

            await http.Response.Body.FlushAsync(stop).ConfigureAwait(false);
        }
    }

    /// <summary>Writes the answers of several nodes, each line with its node.</summary>
    /// <param name="http">To whom.</param>
    /// <param name="nodes">The nodes and their answers.</param>
    /// <param name="stop">The reader has left, or the node stops.</param>
    public static async Task AllAsync(HttpContext http, IReadOnlyList<(string Node, IAsyncEnumerable<RemoteAnswer> Parts)> nodes, CancellationToken stop)
    {
        Channel<string> lines = Channel.CreateBounded<string>(new BoundedChannelOptions(MostLines) { SingleReader = true });
        using CancellationTokenSource ends = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task reading = ReadAllAsync(nodes, lines.Writer, ends.Token);
        try
        {
            http.Response.ContentType = "text/plain; charset=utf-8";
            await http.Response.StartAsync(stop).ConfigureAwait(false);
            await foreach (string line in lines.Reader.ReadAllAsync(stop).ConfigureAwait(false))
            {
                await http.Response.WriteAsync(line, stop).ConfigureAwait(false);
                await http.Response.Body.FlushAsync(stop).ConfigureAwait(false);
            }
        }
        finally
        {
            // The nodes are told that nobody reads any more before this one forgets it.
            await ends.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task ReadAllAsync(
        IReadOnlyList<(string Node, IAsyncEnumerable<RemoteAnswer> Parts)> nodes, ChannelWriter<string> lines, CancellationToken stop)
    {
        try
        {
            await Task.WhenAll(nodes.Select(node => ReadAsync(node.Node, node.Parts, lines, stop))).ConfigureAwait(false);
        }
        finally
        {
            lines.TryComplete();
        }
    }

    private static async Task ReadAsync(string node, IAsyncEnumerable<RemoteAnswer> parts, ChannelWriter<string> lines, CancellationToken stop)
    {
        LineCutter cutter = new();
        await foreach (RemoteAnswer part in parts.WithCancellation(stop).ConfigureAwait(false))
        {
            if (IsEnd(part))
            {
                await lines.WriteAsync(Prefix(node) + EndOf(part), stop).ConfigureAwait(false);
                return;
            }

            foreach (string line in cutter.Push(part.Body.Span))
            {
                await lines.WriteAsync($"{Prefix(node)}{line}\n", stop).ConfigureAwait(false);
            }
        }

        if (cutter.Rest() is { Length: > 0 } rest)
        {
            await lines.WriteAsync($"{Prefix(node)}{rest}\n", stop).ConfigureAwait(false);
        }
    }

    private static bool IsEnd(RemoteAnswer part) => part.Status is < 200 or >= 300;

    private static string EndOf(RemoteAnswer part) => $"({new NodeAnswer(string.Empty, part, Reached: true).Sentence()})\n";

    /// <summary>Cuts text that comes in pieces into lines.</summary>
    private sealed class LineCutter
    {
        private const int LongestLine = 64 * 1024; // characters; a longer one is cut

        private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
        private readonly StringBuilder _partial = new();

        public List<string> Push(ReadOnlySpan<byte> bytes)
        {
            char[] letters = new char[_decoder.GetCharCount(bytes, flush: false)];
            int count = _decoder.GetChars(bytes, letters, flush: false);
            List<string> lines = [];
            foreach (char letter in letters.AsSpan(0, count))
            {
                if (letter == '\n' || _partial.Length >= LongestLine)
                {
                    lines.Add(_partial.ToString().TrimEnd('\r'));
                    _partial.Clear();
                }

                if (letter != '\n')
                {
                    _partial.Append(letter);
                }
            }

            return lines;
        }

        public string Rest() => _partial.ToString();
    }
}
