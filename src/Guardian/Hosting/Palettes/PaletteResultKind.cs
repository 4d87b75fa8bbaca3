namespace Guardian.Hosting.Palettes;

/// <summary>Forms in which the shell shows answers.</summary>
public enum PaletteResultKind
{
    /// <summary>A JSON object with a <c>message</c>, shown as a line.</summary>
    Message,

    /// <summary>A JSON array of objects, shown as a table.</summary>
    Table,

    /// <summary>A JSON object, shown as name and value pairs; nested arrays of objects as tables below it.</summary>
    Record,

    /// <summary>A JSON array of nodes <c>{name, detail, children[]}</c>, shown as a tree.</summary>
    Tree,

    /// <summary>Plain text lines, shown as they are.</summary>
    Text,
}
