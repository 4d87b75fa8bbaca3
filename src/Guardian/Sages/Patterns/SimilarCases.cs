using System.Collections.Immutable;
using Guardian.Council;

namespace Guardian.Sages.Patterns;

/// <summary>Finds the past incidents that are most like a case.</summary>
/// <remarks>
/// Similarity = 0.6 x words of the signature (Jaccard index; 1 for the same signature) + 0.25 for the same kind of fault + 0.1 x share of
/// equal flags + 0.05 x closeness of the hour.
/// </remarks>
public static class SimilarCases
{
    /// <summary>Most words of a signature that are compared.</summary>
    public const int MostTokens = 64;

    /// <summary>How many are listed.</summary>
    public const int Listed = 3;

    /// <summary>Less alike than this is not similar: the kind alone is not enough.</summary>
    public const double LeastSimilarity = 0.5;

    private const int Flags = 5;

    /// <summary>The nearest past incidents.</summary>
    /// <param name="cases">Past incidents, oldest first.</param>
    /// <param name="file">The case.</param>
    /// <param name="at">When it is judged, for the hour.</param>
    /// <returns>At most <see cref="Listed"/> with their similarity, most alike first, newer first among equals.</returns>
    public static ImmutableArray<(PastCase Case, double Similarity)> Nearest(ImmutableArray<PastCase> cases, CaseFile file, DateTimeOffset at)
    {
        ImmutableArray<string> tokens = TokensOf(file.Signature);
        int flags = FlagsOf(file);
        return
        [
            .. cases.Reverse().Where(past => past.Incident != file.Incident)
                .Select(past => (Case: past, Similarity: Similarity(past, file, tokens, flags, at.Hour)))
                .Where(found => found.Similarity >= LeastSimilarity)
                .OrderByDescending(found => found.Similarity)
                .Take(Listed),
        ];
    }

    /// <summary>Words of a signature: letters only, so that numbers and marks make no difference.</summary>
    /// <param name="signature">The signature in words.</param>
    /// <returns>Lower case, sorted, each once.</returns>
    public static ImmutableArray<string> TokensOf(string signature) =>
    [
        .. string.Concat(signature.Select(letter => char.IsLetter(letter) ? char.ToLowerInvariant(letter) : ' '))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => word.Length > 1)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(MostTokens),
    ];

    /// <summary>What is special about a case, one bit each: alive, busy, a poison item, shared with others, critical.</summary>
    /// <param name="file">The case.</param>
    /// <returns>0 to 31.</returns>
    public static int FlagsOf(CaseFile file) =>
        (file.Alive ? 1 : 0) | (file.Busy > 0 ? 2 : 0) | (file.SameTaskDeaths >= Situation.PoisonDeaths ? 4 : 0) | (file.AlsoHit.IsEmpty ? 0 : 8) | (file.Critical ? 16 : 0);

    private static double Similarity(PastCase past, CaseFile file, ImmutableArray<string> tokens, int flags, int hour)
    {
        int shared = past.Tokens.Intersect(tokens, StringComparer.Ordinal).Count();
        int all = past.Tokens.Length + tokens.Length - shared;
        double words = past.SignatureId == file.SignatureId ? 1 : all == 0 ? 0 : (double)shared / all;
        int apart = Math.Abs(past.Hour - hour);
        return (0.6 * words)
            + (past.Kind == file.Kind ? 0.25 : 0)
            + (0.1 * (Flags - int.PopCount(past.Flags ^ flags)) / Flags)
            + (0.05 * (1 - (Math.Min(apart, 24 - apart) / 12.0)));
    }
}
