namespace Guardian.Hocon;

/// <summary>Where in a configuration a value, a key or a mistake stands.</summary>
/// <param name="File">The file as the user named it, or the name given to a text.</param>
/// <param name="Line">The line, from 1; 0 where the whole file is meant.</param>
/// <param name="Column">The column in UTF-16 characters, from 1; 0 where the whole file is meant.</param>
public sealed record HoconOrigin(string File, int Line, int Column)
{
    /// <summary>The origin of values that no file holds.</summary>
    public static HoconOrigin None { get; } = new("(none)", 0, 0);

    /// <summary>The form that editors and terminals turn into a link: <c>file:line:column</c>, or <c>file</c> alone.</summary>
    public override string ToString() => Line == 0 ? File : $"{File}:{Line}:{Column}";
}
