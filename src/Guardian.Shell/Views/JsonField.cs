using System.Globalization;
using System.Text.Json;
using Guardian.Hosting.Palettes;

namespace Guardian.Shell.Views;

/// <summary>Follows the field paths of palette columns: <c>a.b</c>, <c>list[]</c>, <c>list[].a</c>.</summary>
internal static class JsonField
{
    /// <summary>The cell at a path.</summary>
    public static Cell Of(JsonElement at, string path, PaletteFormat format, DateTimeOffset now)
    {
        int list = path.IndexOf("[]", StringComparison.Ordinal);
        if (list < 0)
        {
            return ValueFormat.Of(Find(at, path), format, now);
        }

        JsonElement array = Find(at, path[..list]);
        if (array.ValueKind != JsonValueKind.Array)
        {
            return Cell.None;
        }

        string rest = path[(list + 2)..].TrimStart('.');
        if (rest.Length == 0)
        {
            return new Cell(array.GetArrayLength().ToString(CultureInfo.InvariantCulture), Tone.Plain, true);
        }

        List<Cell> cells = [.. array.EnumerateArray().Select(item => Of(item, rest, format, now)).Where(cell => !cell.IsNone)];
        return cells.Count switch
        {
            0 => Cell.None,
            // Text even when it is one number: a column must not change sides with the number of elements.
            1 => cells[0] with { IsNumber = false },
            _ => new Cell(string.Join(", ", cells.Select(cell => cell.Text)), cells.All(cell => cell.Tone == cells[0].Tone) ? cells[0].Tone : Tone.Plain),
        };
    }

    /// <summary>The value at a path of objects, or an undefined element.</summary>
    public static JsonElement Find(JsonElement at, string path)
    {
        foreach (string name in path.Split('.'))
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
            {
                return default;
            }
        }

        return at;
    }
}
