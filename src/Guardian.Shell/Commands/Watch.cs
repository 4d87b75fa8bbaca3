using System.Globalization;
using System.Text;
using System.Text.Json;
using Guardian.Shell.Nodes;
using Guardian.Shell.Views;

namespace Guardian.Shell.Commands;

/// <summary>Asks again and again and redraws the answer in place.</summary>
/// <remarks>
/// A first answer that fails ends it with that failure; a later one is shown in place and asked again, so that a view
/// survives the restart of its node.
/// </remarks>
internal sealed class Watch(PbmSession session, CommandLine.Run run, NodeRequest request, TimeSpan interval)
{
    private const string HideCursor = "\e[?25l", ShowCursor = "\e[?25h", ClearToEndOfLine = "\e[K", ClearBelow = "\e[J";

    private int _drawn;

    /// <summary>Runs until cancelled.</summary>
    public async Task<int> RunAsync(CancellationToken ended)
    {
        string body = await AskAsync(ended);
        session.Output.Text(HideCursor);
        try
        {
            while (true)
            {
                Show(body);
                await Task.Delay(interval, session.Environment.Time, ended);
                body = await AskAgainAsync(ended);
            }
        }
        finally
        {
            session.Output.Text(ShowCursor);
        }
    }

    /// <summary>Lays a view out for a screen: cut to its size, over what was drawn before.</summary>
    /// <param name="text">The view.</param>
    /// <param name="drawn">Lines drawn before.</param>
    /// <param name="width">Columns of the screen.</param>
    /// <param name="height">Lines of the screen.</param>
    /// <returns>What to write, and how many lines it takes.</returns>
    internal static (string Text, int Lines) Layout(string text, int drawn, int width, int height)
    {
        string[] lines = text.TrimEnd('\n').Split('\n');
        int room = Math.Max(2, height - 1);
        if (lines.Length > room)
        {
            lines = [.. lines[..(room - 1)], $"({lines.Length - room + 1} more lines do not fit)"];
        }

        StringBuilder screen = new();
        screen.Append(drawn > 0 ? $"\e[{drawn}A\r" : "");
        foreach (string line in lines)
        {
            // The drawer with colours fits its lines to the width itself; cutting one could cut an escape sequence.
            screen.Append(line.Contains('\e', StringComparison.Ordinal) ? line : TextWidth.Cut(line, width - 1)).Append(ClearToEndOfLine).Append('\n');
        }

        return (screen.Append(ClearBelow).ToString(), lines.Length);
    }

    private void Show(string body)
    {
        string time = session.Environment.Time.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        string heading = $"{run.Palette.Name} {run.Command.Name}  every {ValueFormat.Duration(interval.TotalSeconds)}  {time}  (Ctrl-C ends)\n";
        (string text, _drawn) = Layout(heading + body, _drawn, session.Environment.Terminal!.Width, session.Environment.Terminal.Height);
        session.Output.Text(text);
    }

    private async Task<string> AskAsync(CancellationToken ended)
    {
        // In place with the rest: on standard error it would stand in the middle of the view.
        string warning = "";
        View view = await session.AskAsync(
            run.Command, request, headers => warning = NodeClient.MissingNodes(headers) is { } nodes ? SafeText.Line(PbmSession.MissingWords(nodes)) + "\n" : "", ended);
        return warning + session.Draw(view);
    }

    private async Task<string> AskAgainAsync(CancellationToken ended)
    {
        try
        {
            return await AskAsync(ended);
        }
        catch (Exception problem) when (problem is NodeUnreachableException or NodeRefusedException or JsonException)
        {
            return $"{SafeText.Line(problem.Message)}\nasking again\n";
        }
    }
}
