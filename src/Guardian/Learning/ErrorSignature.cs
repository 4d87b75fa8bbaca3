using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Guardian.Learning.Patterns;

namespace Guardian.Learning;

/// <summary>Composes the signature of a failure.</summary>
/// <remarks>
/// Pure. It uses texts of templates, never their ids, which differ from node to node; and masks them once more, so that a raw line
/// gives the same signature whatever numbers, pids and times stand in it. Order of resources and of error lines makes no difference.
/// </remarks>
public static class ErrorSignature
{
    /// <summary>Error lines, the last ones, that are part of a signature.</summary>
    public const int MaxTemplates = 3;

    /// <summary>Characters of the text.</summary>
    public const int MaxLength = 200;

    private const int IdDigits = 12;

    /// <summary>Composes a signature.</summary>
    /// <param name="facts">What is known.</param>
    /// <returns>The signature.</returns>
    public static Signature Compose(ErrorFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        List<string> parts = [facts.FaultKind];
        if (facts.Signal is not null)
        {
            parts.Add(facts.Signal);
        }
        else if (facts.ExitCode is { } code)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"exit {code}"));
        }

        parts.AddRange(facts.Resources.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        if (facts.Exception is not null)
        {
            parts.Add(facts.Exception.Signature);
        }
        else
        {
            LineMask mask = new(maxLength: 1000, maxWords: 100);
            IEnumerable<string> last = facts.Templates.Reverse().Select(template => mask.Apply(template).ToString())
                .Where(template => template.Length > 0).Distinct(StringComparer.Ordinal).Take(MaxTemplates);
            parts.AddRange(last.Order(StringComparer.Ordinal));
        }

        string whole = string.Join("; ", parts);
        string id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(whole)))[..IdDigits];
        return new Signature(Shorten(whole), id, facts.FaultKind);
    }

    private static string Shorten(string whole)
    {
        if (whole.Length <= MaxLength)
        {
            return whole;
        }

        int end = MaxLength - 1;
        return string.Concat(whole.AsSpan(0, char.IsHighSurrogate(whole[end - 1]) ? end - 1 : end), "…");
    }
}
