using Guardian.Shell.Commands;

namespace Guardian.Shell;

/// <summary>Commands from standard input, one a line; the first that fails ends the script with its exit code.</summary>
/// <remarks>Empty lines and comments (<c>#</c>) are passed over; <c>exit</c> ends the script.</remarks>
internal sealed class Script(PbmSession session)
{
    /// <summary>Runs all lines.</summary>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        TextReader input = session.Environment.Input();
        for (int number = 1; await input.ReadLineAsync(cancel) is { } line; number++)
        {
            IReadOnlyList<Word> words = WordSplitter.Split(line);
            if (words is [])
            {
                continue;
            }

            if (words is [{ Text: "exit" or "quit" }])
            {
                return PbmExitCode.Done;
            }

            int code = words[^1].OpenQuote == '\0'
                ? await session.ExecuteAsync([.. words.Select(word => word.Text)], cancel)
                : session.Complain(PbmExitCode.Usage, "a quote is not closed");
            if (code != PbmExitCode.Done)
            {
                return session.Complain(code, $"stopped at line {number}: {line.Trim()}");
            }
        }

        return PbmExitCode.Done;
    }
}
