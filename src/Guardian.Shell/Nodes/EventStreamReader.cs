namespace Guardian.Shell.Nodes;

/// <summary>Turns lines of <c>text/event-stream</c> into the data of events; comments, names and ids are left out.</summary>
internal sealed class EventStreamReader
{
    /// <summary>An event of more lines is handed on in parts, so that a stream without event ends cannot fill the memory.</summary>
    public const int MostLines = 1000;

    private readonly List<string> _data = [];

    /// <summary>The data of the event this line completes, or null.</summary>
    public string? Push(string line)
    {
        if (line.Length == 0)
        {
            return Rest();
        }

        if (line.StartsWith("data:", StringComparison.Ordinal))
        {
            int start = line.Length > 5 && line[5] == ' ' ? 6 : 5;
            _data.Add(line[start..]);
        }

        return _data.Count < MostLines ? null : Rest();
    }

    private string? Rest()
    {
        if (_data.Count == 0)
        {
            return null;
        }

        string data = string.Join('\n', _data);
        _data.Clear();
        return data;
    }
}
