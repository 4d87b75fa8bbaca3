using System.Text;
using Guardian.Shell.Nodes;
using Guardian.Shell.Views;

namespace Guardian.Shell.Commands;

/// <summary>Shows an endless answer as it comes: plain lines, or the data of server-sent events.</summary>
internal sealed class Follow(PbmSession session, CommandLine.Run run, NodeRequest request)
{
    /// <summary>Runs until the node ends the answer, the connection is lost or a person ends it.</summary>
    public async Task<int> RunAsync(CancellationToken ended)
    {
        try
        {
            using HttpResponseMessage response = await session.Client.SendAsync(request, ended);
            session.WarnOfMissing(response.Headers);
            bool events = response.Content.Headers.ContentType?.MediaType == "text/event-stream";
            await using Stream body = await response.Content.ReadAsStreamAsync(ended);
            await (run.Json ? CopyAsync(body, ended) : ShowAsync(body, events, ended));
            return PbmExitCode.Done;
        }
        catch (Exception lost) when (lost is IOException or HttpRequestException)
        {
            throw session.Client.Lost(request, lost);
        }
    }

    private async Task CopyAsync(Stream body, CancellationToken ended)
    {
        byte[] buffer = new byte[16_384];
        for (int read; (read = await body.ReadAsync(buffer, ended)) > 0;)
        {
            session.Output.Bytes(buffer.AsSpan(0, read));
        }
    }

    private async Task ShowAsync(Stream body, bool events, CancellationToken ended)
    {
        using StreamReader reader = new(body, Encoding.UTF8, detectEncodingFromByteOrderMarks: false);
        LineAssembler lines = new();
        EventStreamReader data = new();
        char[] buffer = new char[16_384];
        for (int read; (read = await reader.ReadAsync(buffer, ended)) > 0;)
        {
            // One write for all that came together: a burst of log lines is not a burst of system calls.
            StringBuilder text = new();
            foreach (string line in lines.Push(buffer.AsMemory(0, read)))
            {
                if ((events ? data.Push(line) : line) is { } shown)
                {
                    text.Append(Shown(shown)).Append('\n');
                }
            }

            if (text.Length > 0)
            {
                session.Output.Text(text.ToString());
            }
        }

        if (!events && lines.Rest() is { } rest)
        {
            session.Output.Text(Shown(rest) + "\n");
        }
    }

    private string Shown(string line)
    {
        string text = ViewBuilder.Line(line, run.Command.Result.Columns, session.Environment.Time.GetUtcNow());
        return session.Environment.Terminal is null ? text : SafeText.Log(text, session.Environment.Rich);
    }
}
