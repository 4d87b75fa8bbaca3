namespace Guardian.Shell.Commands;

/// <summary>"Did you mean": the known word nearest to a mistyped one.</summary>
internal static class Suggestion
{
    /// <summary>A clause to append to a message, or nothing when no known word is near.</summary>
    public static string For(string word, IEnumerable<string> known) => Nearest(word, known) is { } nearest ? $"; did you mean '{nearest}'?" : "";

    /// <summary>The nearest known word within a third of the length, at least one edit; a unique beginning counts as near.</summary>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        string? nearest = null;
        int best = int.MaxValue, starts = 0;
        string? started = null;
        foreach (string candidate in known)
        {
            int distance = Distance(word.ToUpperInvariant(), candidate.ToUpperInvariant());
            if (distance < best)
            {
                (best, nearest) = (distance, candidate);
            }

            if (word.Length > 0 && candidate.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            {
                (starts, started) = (starts + 1, candidate);
            }
        }

        return best <= Math.Max(1, word.Length / 3) ? nearest : starts == 1 ? started : null;
    }

    /// <summary>Edits between two words: insertions, deletions, replacements and swaps of neighbours (optimal string alignment).</summary>
    public static int Distance(string a, string b)
    {
        int[,] cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i, j] = i + j;
                    continue;
                }

                int replace = cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                int least = Math.Min(replace, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                cost[i, j] = swapped ? Math.Min(least, cost[i - 2, j - 2] + 1) : least;
            }
        }

        return cost[a.Length, b.Length];
    }
}
