namespace Guardian.Benchmarks.Quality;

/// <summary>How well the node learns, measured on public samples that are not part of the project.</summary>
public static class QualityBenchmarks
{
    // One line for each kind of sample: the folder below DIR, and what measures it.
    private static readonly (string Folder, Func<string, TextWriter, Task> RunAsync)[] s_parts =
    [
        ("loghub", PatternQuality.RunAsync),
        ("nab", NabQuality.RunAsync),
    ];

    /// <summary>Measures every kind of sample that is there.</summary>
    /// <param name="data">Folder with the samples; null: none was given.</param>
    /// <param name="output">Receives the figures.</param>
    public static async Task RunAsync(string? data, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (data is null)
        {
            await output.WriteLineAsync("left out: needs samples, --data DIR").ConfigureAwait(false);
            return;
        }

        foreach ((string folder, Func<string, TextWriter, Task> runAsync) in s_parts)
        {
            string at = Path.Combine(data, folder);
            if (Directory.Exists(at))
            {
                await output.WriteLineAsync($"-- {folder}").ConfigureAwait(false);
                await runAsync(at, output).ConfigureAwait(false);
            }
            else
            {
                await output.WriteLineAsync($"-- {folder}: no {at}").ConfigureAwait(false);
            }
        }
    }
}
