using System.Globalization;

namespace Guardian.Workers;

/// <summary>Names one instance of a worker on its node: <c>mailer/0</c>.</summary>
/// <param name="Worker">Name of the worker.</param>
/// <param name="Index">Place among the worker's instances, from 0.</param>
public readonly record struct InstanceName(string Worker, int Index)
{
    /// <summary>Longest worker name.</summary>
    public const int MaxWorkerLength = 63;

    /// <summary>What a worker's name must look like, in words for people.</summary>
    public const string WorkerRule =
        "must start with a lower-case letter or digit and go on with lower-case letters, digits, '_', '.' or '-', at most 63 characters";

    /// <summary>True when the text may name a worker or a group: it is safe as a file name, an address part and a label.</summary>
    /// <param name="name">The text.</param>
    /// <returns>False for the empty text, upper case, separators and leading punctuation.</returns>
    public static bool IsWorkerName(string name) =>
        name.Length is > 0 and <= MaxWorkerLength
        && (char.IsAsciiLetterLower(name[0]) || char.IsAsciiDigit(name[0]))
        && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '_' or '.' or '-');

    /// <summary>Reads a name as <see cref="ToString"/> writes it.</summary>
    /// <param name="text">For example <c>mailer/0</c>.</param>
    /// <param name="name">The name, when it is one.</param>
    /// <returns>False for anything <see cref="ToString"/> cannot have written.</returns>
    public static bool TryParse(string? text, out InstanceName name)
    {
        name = default;
        int slash = text?.LastIndexOf('/') ?? -1;
        if (slash < 0
            || !IsWorkerName(text![..slash])
            || !int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int index))
        {
            return false;
        }

        name = new InstanceName(text[..slash], index);
        return name.ToString() == text; // refuses "mailer/007"
    }

    /// <summary>Worker and index with a slash between.</summary>
    /// <returns>For example <c>mailer/0</c>.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Worker}/{Index}");
}
