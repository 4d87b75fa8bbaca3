namespace Guardian.Learning.Patterns;

/// <summary>What the lines of one kind of log message have in common.</summary>
/// <remarks>Belongs to one <see cref="TemplateMiner"/>, which changes it while it learns; not safe for use by several threads.</remarks>
public sealed class LogTemplate
{
    private LogTemplate? _mergedInto;

    internal LogTemplate(int id, string text, long count, bool[]? open = null)
    {
        Id = id;
        Text = text;
        Count = count;
        Words = text.Split(' ');
        Open = open;
    }

    /// <summary>Number of the template within its miner.</summary>
    /// <value>1 or more; never given to another template. After a merge the lowest one stays.</value>
    public int Id { get; }

    /// <summary>The message with its variable parts as <c>&lt;*&gt;</c>, words separated by one blank.</summary>
    public string Text { get; private set; }

    /// <summary>Lines that were learned as this template.</summary>
    public long Count { get; internal set; }

    /// <summary>The template that this one has become part of; itself when it was never merged.</summary>
    public LogTemplate Current
    {
        get
        {
            LogTemplate at = this;
            while (at._mergedInto is { } next)
            {
                at = next;
            }

            if (_mergedInto is not null)
            {
                _mergedInto = at; // shorter next time
            }

            return at;
        }
    }

    internal string[] Words { get; private set; }

    /// <summary>Places where any word fits, because many different ones were seen there; null: none.</summary>
    internal bool[]? Open { get; private set; }

    /// <summary>Place in the miner's order of use.</summary>
    internal LinkedListNode<LogTemplate>? Use { get; set; }

    internal bool IsOpen(int place) => Open is not null && Open[place];

    internal void Become(bool[] open)
    {
        Open = open;
        Words = [.. Words.Select((word, place) => open[place] ? LineMask.Variable : word)];
        Text = string.Join(' ', Words);
    }

    internal void MergeInto(LogTemplate survivor)
    {
        survivor.Count += Count;
        _mergedInto = survivor;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Id}: {Text} ({Count})";
}
