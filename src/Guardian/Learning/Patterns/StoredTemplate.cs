namespace Guardian.Learning.Patterns;

/// <summary>One template of a <see cref="MinerSnapshot"/>.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Text">Its text, with <c>&lt;*&gt;</c> for what varies.</param>
/// <param name="Count">Lines learned.</param>
/// <param name="Open">Places, from 0, where any word fits.</param>
public sealed record StoredTemplate(int Id, string Text, long Count, IReadOnlyList<int> Open)
{
    internal static StoredTemplate Of(LogTemplate template) =>
        new(template.Id, template.Text, template.Count, [.. Enumerable.Range(0, template.Words.Length).Where(template.IsOpen)]);

    internal LogTemplate Restore()
    {
        bool[] open = new bool[Text.AsSpan().Count(' ') + 1];
        foreach (int place in Open)
        {
            if (place < 0 || place >= open.Length)
            {
                throw new FormatException($"Template {Id} of the snapshot has no place {place}.");
            }

            open[place] = true;
        }

        return new LogTemplate(Id, Text, Count, Open.Count > 0 ? open : null);
    }
}
