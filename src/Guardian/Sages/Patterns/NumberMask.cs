using System.Text;

namespace Guardian.Sages.Patterns;

/// <summary>The simplest template of a line: the line with its numbers masked. For where no miner is at hand.</summary>
public static class NumberMask
{
    private const string Mask = "<*>";

    /// <summary>Masks.</summary>
    /// <param name="line">A log line.</param>
    /// <returns>The line with each run of digits replaced by <c>&lt;*&gt;</c>.</returns>
    public static string Of(string line)
    {
        StringBuilder masked = new(line.Length);
        bool inside = false;
        foreach (char letter in line)
        {
            if (!char.IsAsciiDigit(letter))
            {
                masked.Append(letter);
            }
            else if (!inside)
            {
                masked.Append(Mask);
            }

            inside = char.IsAsciiDigit(letter);
        }

        return masked.ToString();
    }
}
