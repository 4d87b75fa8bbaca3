namespace Guardian.Learning.Patterns;

/// <summary>An exception as a program printed it, without what changes from run to run.</summary>
/// <param name="Language">python, .net, java or node.</param>
/// <param name="Type">Type of the exception, without its namespace; of a chain the innermost cause in the same trace.</param>
/// <param name="Message">First line of its message, as printed; at most 500 characters, may be empty.</param>
/// <param name="Frames">
/// Functions, the one that failed first, without arguments, files, line numbers and addresses; the program's own when there are any, otherwise
/// those of its runtime and libraries. At most <see cref="StackTraceReader.MaxFrames"/>.
/// </param>
public sealed record StackTrace(string Language, string Type, string Message, ValueArray<string> Frames)
{
    /// <summary>What is the same every time it happens: <c>python ValueError in parse_invoice</c>.</summary>
    /// <value>Neither message nor callers: the same mistake can be reached from many places and with many values.</value>
    public string Signature => Frames.Count > 0 ? $"{Language} {Type} in {Frames[0]}" : $"{Language} {Type}";
}
