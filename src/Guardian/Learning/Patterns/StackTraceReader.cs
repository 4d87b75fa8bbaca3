namespace Guardian.Learning.Patterns;

/// <summary>Finds the exceptions that Python, .NET, Java and Node print over several lines, fed one line at a time.</summary>
/// <remarks>
/// Python says where a trace begins (<c>Traceback</c>) and ends with its exception; the others begin with their exception and end where no more
/// frames follow, which only the next line shows: <see cref="Finish"/> closes one at the end of the input. Exceptions that Python chains are
/// traces of their own, in the order printed. Anything else is passed over. Bounded: <see cref="MaxLines"/> lines, <see cref="MaxFrames"/> frames.
/// Not safe for use by several threads.
/// </remarks>
public sealed class StackTraceReader
{
    /// <summary>Frames kept of a trace.</summary>
    public const int MaxFrames = 16;

    /// <summary>Lines after which a trace that does not end is closed.</summary>
    public const int MaxLines = 1000;

    /// <summary>Lines that the message of an exception may go on for before the first frame.</summary>
    private const int MessageLines = 8;

    private readonly List<StackFrame> _frames = [];
    private string? _language;
    private ExceptionLine? _exception;
    private int _exceptionAge;
    private bool _isFrozen;
    private int _lines;

    /// <summary>The line fed last is part of a trace: not a message of its own.</summary>
    public bool IsInside { get; private set; }

    /// <summary>Takes the next line.</summary>
    /// <param name="line">A line, with or without a log header.</param>
    /// <returns>The trace that this line ends, or shows to have ended; null: none.</returns>
    public StackTrace? Feed(ReadOnlySpan<char> line)
    {
        if (line.Length > 4096)
        {
            line = line[..4096];
        }

        ReadOnlySpan<char> text = line.Length > 0 && char.IsWhiteSpace(line[0]) ? line : LogHeader.Strip(line);
        StackTrace? ended = null;
        if (_language is not null)
        {
            _lines++;
            if (_language == StackFrame.Python ? PythonGoesOn(text, out ended) : GoesOn(text))
            {
                IsInside = true;
                return _lines >= MaxLines ? Close() : ended;
            }

            ended = Close();
        }

        IsInside = Begins(text);
        return ended;
    }

    /// <summary>Ends the input.</summary>
    /// <returns>The trace that was still open, if it had an exception; null: none.</returns>
    public StackTrace? Finish() => Close();

    private bool Begins(ReadOnlySpan<char> text)
    {
        if (text.TrimEnd().EndsWith("Traceback (most recent call last):", StringComparison.Ordinal))
        {
            Open(StackFrame.Python);
            _exception = null;
            return true;
        }

        if (_exception is not null && IsFrameLine(text) && StackFrame.Parse(text) is { } frame)
        {
            Open(frame.Language);
            _frames.Add(frame);
            return true;
        }

        if (ExceptionLine.Parse(text) is { } exception)
        {
            (_exception, _exceptionAge) = (exception, 0);
        }
        else if (++_exceptionAge > MessageLines)
        {
            _exception = null;
        }

        // .NET names an inner exception below the outer one, before the frames; it is the one that the frames are of.
        return false;
    }

    private bool PythonGoesOn(ReadOnlySpan<char> text, out StackTrace? ended)
    {
        ended = null;
        if (text.IsEmpty || char.IsWhiteSpace(text[0]) || text[0] is '|' or '+')
        {
            if (StackFrame.ParsePython(text) is { } frame)
            {
                Keep(frame);
            }

            return true;
        }

        _exception = ExceptionLine.ParsePython(text);
        bool isPart = _exception is not null;
        ended = Close();
        return isPart;
    }

    private bool GoesOn(ReadOnlySpan<char> text)
    {
        if (IsFrameLine(text))
        {
            if (StackFrame.Parse(text) is { } frame && !_isFrozen)
            {
                Keep(frame);
            }

            return true;
        }

        ReadOnlySpan<char> bare = text.Trim();
        if (bare.StartsWith("Caused by:", StringComparison.Ordinal))
        {
            // Java prints causes below: the last one is where it began.
            _exception = ExceptionLine.Parse(bare["Caused by:".Length..]) ?? _exception;
            _frames.Clear();
            return true;
        }

        if (bare.StartsWith("--- End of inner exception", StringComparison.Ordinal))
        {
            _isFrozen = true; // what follows are the frames of the outer exception
            return true;
        }

        return bare.StartsWith("--- End of stack trace", StringComparison.Ordinal) || bare.StartsWith("---> ", StringComparison.Ordinal)
            || (bare.StartsWith("... ", StringComparison.Ordinal) && bare.EndsWith(" more", StringComparison.Ordinal));
    }

    private void Open(string language)
    {
        _language = language;
        _lines = 1;
        _isFrozen = false;
        _frames.Clear();
    }

    private void Keep(StackFrame frame)
    {
        _frames.Add(frame);
        if (_frames.Count > MaxFrames * 4)
        {
            _frames.RemoveAt(_language == StackFrame.Python ? 0 : _frames.Count - 1); // the outermost frames say least
        }
    }

    private StackTrace? Close()
    {
        string? language = _language;
        ExceptionLine? exception = _exception;
        (_language, _exception, IsInside) = (null, null, false);
        if (language is null || exception is null)
        {
            return null;
        }

        IEnumerable<StackFrame> innermostFirst = language == StackFrame.Python ? _frames.AsEnumerable().Reverse() : _frames;
        List<StackFrame> own = [.. innermostFirst.Where(frame => frame.IsOwn)];
        return new StackTrace(language, exception.Type, exception.Message, (own.Count > 0 ? own : innermostFirst).Take(MaxFrames).Select(frame => frame.Function).ToValueArray());
    }

    private static bool IsFrameLine(ReadOnlySpan<char> text) => text.Length > 4 && char.IsWhiteSpace(text[0]) && text.TrimStart().StartsWith("at ", StringComparison.Ordinal);
}
