namespace Guardian.Hocon;

/// <summary>Finds what a misspelt word was meant to be.</summary>
internal static class Suggestion
{
    /// <summary><c>, did you mean 'x'?</c>, or nothing where no known word is near.</summary>
    public static string For(string word, IEnumerable<string> known)
    {
        string? nearest = known
            .Select(candidate => (candidate, distance: Distance(word, candidate)))
            .Where(entry => entry.distance <= Math.Max(1, Math.Min(word.Length, entry.candidate.Length) / 3))
            .OrderBy(entry => entry.distance)
            .ThenBy(entry => entry.candidate, StringComparer.Ordinal)
            .Select(entry => entry.candidate)
            .FirstOrDefault();
        return nearest is null ? "" : $", did you mean '{nearest}'?";
    }

    /// <summary>Damerau-Levenshtein distance: letters added, dropped, replaced, or swapped with a neighbour; case does not count.</summary>
    internal static int Distance(string one, string other)
    {
        const int longest = 64; // longer words are not misspelt keys, and the table is their product
        if (one.Length > longest || other.Length > longest)
        {
            return int.MaxValue;
        }

        int[,] cost = new int[one.Length + 1, other.Length + 1];
        for (int i = 0; i <= one.Length; i++)
        {
            for (int j = 0; j <= other.Length; j++)
            {
                cost[i, j] = (i, j) switch
                {
                    (0, _) => j,
                    (_, 0) => i,
                    _ => Math.Min(
                        Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1,
                        cost[i - 1, j - 1] + (Same(one[i - 1], other[j - 1]) ? 0 : 1)),
                };
                if (i > 1 && j > 1 && Same(one[i - 1], other[j - 2]) && Same(one[i - 2], other[j - 1]))
                {
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
                }
            }
        }

        return cost[one.Length, other.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
