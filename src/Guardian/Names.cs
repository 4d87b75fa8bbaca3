namespace Guardian;

/// <summary>Words about names that do not exist.</summary>
internal static class Names
{
    private const int MostListed = 10;

    /// <summary>Says that a name is unknown, and which ones there are.</summary>
    /// <param name="kind">What it should have named, for example <c>worker</c>.</param>
    /// <param name="name">What was asked for.</param>
    /// <param name="known">The names there are.</param>
    /// <returns>A sentence.</returns>
    public static string Unknown(string kind, string name, IEnumerable<string> known)
    {
        string[] all = [.. known];
        return all.Length == 0
            ? $"there is no {kind} '{name}'; there is none at all"
            : $"there is no {kind} '{name}'; there is {string.Join(", ", all.Take(MostListed))}"
                + (all.Length > MostListed ? $" and {all.Length - MostListed} more" : string.Empty);
    }
}
