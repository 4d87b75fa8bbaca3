using System.Globalization;

namespace Guardian.Hocon;

/// <summary>A number in the syntax of JSON, kept as it was written: <c>1.10</c> stays <c>1.10</c>, of any size and precision.</summary>
/// <remarks>Equality is by exact value: <c>1.10</c>, <c>1.1</c> and <c>11e-1</c> are equal.</remarks>
public sealed class HoconNumber : HoconValue
{
    // An exponent beyond this many digits is compared as written; no number in use comes near.
    private const int LongestExponent = 9;

    internal HoconNumber(string text, HoconOrigin origin)
        : base(origin) => Text = text;

    /// <summary>The number as written.</summary>
    public override string Text { get; }

    internal override string KindInWords => "a number";

    /// <summary>The nearest double; infinite where the number is larger than any.</summary>
    public double ToDouble() => double.Parse(Text, NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>The number as a 64-bit integer, where it is whole and fits; <c>1e3</c> and <c>5.0</c> are whole.</summary>
    public bool TryGetInt64(out long value) => TryGetInt64(Text, out value);

    /// <inheritdoc/>
    public override bool Equals(HoconValue? other) =>
        other is HoconNumber same && (same.Text == Text || Canonical(same.Text) == Canonical(Text));

    private protected override int ContentHash() => Canonical(Text).GetHashCode();

    internal static bool TryGetInt64(string number, out long value)
    {
        (bool negative, string digits, int exponent) = Canonical(number);
        value = 0;
        if (exponent < 0 || exponent > 19 || digits.Length + exponent > 19)
        {
            return false;
        }

        string whole = (negative ? "-" : "") + digits + new string('0', exponent);
        return long.TryParse(whole, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Whether the text is a number in the syntax of JSON.</summary>
    internal static bool IsNumber(ReadOnlySpan<char> text)
    {
        int at = 0;
        if (at < text.Length && text[at] == '-')
        {
            at++;
        }

        int firstDigit = at;
        if (!Digits(text, ref at) || (text[firstDigit] == '0' && at - firstDigit > 1))
        {
            return false;
        }

        if (at < text.Length && text[at] == '.')
        {
            at++;
            if (!Digits(text, ref at))
            {
                return false;
            }
        }

        if (at < text.Length && text[at] is 'e' or 'E')
        {
            at++;
            if (at < text.Length && text[at] is '+' or '-')
            {
                at++;
            }

            if (!Digits(text, ref at))
            {
                return false;
            }
        }

        return at == text.Length;
    }

    private static bool Digits(ReadOnlySpan<char> text, ref int at)
    {
        int from = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return at > from;
    }

    /// <summary>Sign, significant digits and power of ten: the one form that all spellings of a number share.</summary>
    private static (bool Negative, string Digits, int Exponent) Canonical(string number)
    {
        int e = number.AsSpan().IndexOfAny('e', 'E');
        ReadOnlySpan<char> mantissa = e < 0 ? number : number.AsSpan(0, e);
        int exponent = 0;
        if (e >= 0)
        {
            ReadOnlySpan<char> written = number.AsSpan(e + 1);
            if (written.TrimStart("+-0").Length > LongestExponent)
            {
                return (false, number, int.MinValue);
            }

            exponent = int.Parse(written, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        }

        bool negative = mantissa[0] == '-';
        int point = mantissa.IndexOf('.');
        int fraction = point < 0 ? 0 : mantissa.Length - point - 1;
        string digits = mantissa.ToString().Replace(".", "", StringComparison.Ordinal).TrimStart('-').TrimStart('0');
        string significant = digits.TrimEnd('0');
        return significant.Length == 0
            ? (false, "0", 0)
            : (negative, significant, exponent - fraction + digits.Length - significant.Length);
    }
}
