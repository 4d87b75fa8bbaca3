using System.Collections.Immutable;

namespace Guardian.Alerts;

/// <summary>Decides which routes are told of an alert.</summary>
public static class AlertRouting
{
    /// <summary>The routes that match an alert.</summary>
    /// <param name="options">All routes.</param>
    /// <param name="level">The alert's level.</param>
    /// <param name="worker">The worker it concerns, or null.</param>
    /// <returns>Names of routes, in the order of their definition.</returns>
    public static ImmutableArray<string> RoutesOf(AlertOptions options, AlertLevel level, string? worker) =>
        [.. options.Routes.Where(route => Matches(route, level, worker)).Select(route => route.Name)];

    private static bool Matches(AlertRouteOptions route, AlertLevel level, string? worker) =>
        (route.Levels is not { } levels || levels.Contains(level))
        && (route.Workers is not { } globs || globs.Any(glob => worker is null ? glob == "*" : MatchesGlob(glob, worker)));

    /// <summary>Whether a name fits a pattern of letters, <c>*</c> (any number of letters) and <c>?</c> (one letter).</summary>
    /// <remarks>Linear in the product of both lengths at worst: only the last star is ever tried again.</remarks>
    internal static bool MatchesGlob(ReadOnlySpan<char> glob, ReadOnlySpan<char> name)
    {
        int at = 0, letter = 0, star = -1, retry = 0;
        while (letter < name.Length)
        {
            if (at < glob.Length && glob[at] == '*')
            {
                (star, retry) = (at++, letter);
            }
            else if (at < glob.Length && (glob[at] == '?' || glob[at] == name[letter]))
            {
                at++;
                letter++;
            }
            else if (star >= 0)
            {
                (at, letter) = (star + 1, ++retry);
            }
            else
            {
                return false;
            }
        }

        return glob[at..].Trim('*').IsEmpty;
    }
}
