using System.Text;

namespace Guardian.Shell.Nodes;

/// <summary>Makes lines out of pieces as they come from the network.</summary>
internal sealed class LineAssembler
{
    /// <summary>A longer line is cut in pieces of this length, in characters, so that a stream without line ends cannot fill the memory.</summary>
    public const int LongestLine = 65_536;

    private readonly StringBuilder _rest = new();

    /// <summary>The lines that a piece completes, without line ends.</summary>
    public IEnumerable<string> Push(ReadOnlyMemory<char> piece)
    {
        while (piece.Length > 0)
        {
            int end = piece.Span.IndexOf('\n');
            int take = Math.Min(end < 0 ? piece.Length : end, LongestLine - _rest.Length);
            _rest.Append(piece[..take]);
            bool complete = take == end;
            piece = piece[(complete ? take + 1 : take)..];
            if (complete || _rest.Length == LongestLine)
            {
                yield return Take();
            }
        }
    }

    /// <summary>What is left without a line end, or null.</summary>
    public string? Rest() => _rest.Length == 0 ? null : Take();

    private string Take()
    {
        string line = _rest.ToString();
        _rest.Clear();
        return line.EndsWith('\r') ? line[..^1] : line;
    }
}
