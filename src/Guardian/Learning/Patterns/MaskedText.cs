namespace Guardian.Learning.Patterns;

/// <summary>Holds a masked line while it is written: joins values that touch, makes one of a list of values, keeps to the limits.</summary>
internal sealed class MaskedText(int maxLength, int maxWords)
{
    /// <summary>Stands for what varies.</summary>
    public const string Variable = "<*>";

    // A mask is at most three characters for one of the line, or five for "k="; a little over for the end.
    private readonly char[] _text = new char[maxLength * 3 + 64];
    private int _length;
    private int _wordStart;
    private int _previousStart;

    /// <summary>The last thing written is a mask.</summary>
    public bool EndsInMask { get; private set; }

    /// <summary>Words that have ended.</summary>
    public int Words { get; private set; }

    /// <summary>The text so far, without a blank at its end; overwritten after <see cref="Restart"/>.</summary>
    public ReadOnlySpan<char> Text => _text.AsSpan(0, _length > 0 && _text[_length - 1] == ' ' ? _length - 1 : _length);

    /// <summary>Begins a line.</summary>
    public void Restart()
    {
        _length = 0;
        _wordStart = 0;
        _previousStart = -1;
        EndsInMask = false;
        Words = 0;
    }

    /// <summary>Writes one character, no blank.</summary>
    public void Put(char c)
    {
        _text[_length++] = c;
        EndsInMask = false;
    }

    /// <summary>Writes text; a blank in it, which would look like the end of a word, as a line below.</summary>
    public void PutRange(ReadOnlySpan<char> text)
    {
        for (int at = 0; at < text.Length; at++)
        {
            // Half of a surrogate pair is not text; stored as JSON it would become the replacement character anyway.
            char c = text[at];
            Put(LineMask.IsBlank(c) ? '_' : char.IsSurrogate(c) && !IsPaired(text, at) ? '\uFFFD' : c);
        }
    }

    /// <summary>Writes the mask, as one with a mask before it that only a joining character parts from this one (1.5, 10:30, 4/7).</summary>
    public void Mask()
    {
        bool isTouching = _length - _wordStart >= 3 && EndsWithMask(_length);
        bool isJoined = _length - _wordStart >= 4 && _text[_length - 1] is '.' or ',' or ':' or '/' or '-' or '+' or '_' or 'T' or 'x' && EndsWithMask(_length - 1);
        if (isJoined)
        {
            _length--;
        }
        else if (!isTouching)
        {
            Variable.CopyTo(_text.AsSpan(_length));
            _length += Variable.Length;
        }

        EndsInMask = true;
    }

    /// <summary>Ends the word in hand; false when the line has as many words as are looked at.</summary>
    public bool EndWord(ref NameContext names)
    {
        if (_length == _wordStart)
        {
            return true;
        }

        ReadOnlySpan<char> word = _text.AsSpan(_wordStart, _length - _wordStart);
        if (_previousStart >= 0 && EndsAValue(word) && SameValue(_text.AsSpan(_previousStart, _wordStart - 1 - _previousStart), word))
        {
            // One more of a list: it takes the place of the one before, whose separator goes with it.
            word.CopyTo(_text.AsSpan(_previousStart));
            _length = _previousStart + word.Length;
            _wordStart = _previousStart;
            Words--;
        }

        names = names.After(_text.AsSpan(_wordStart, _length - _wordStart));
        Words++;
        if (Words >= maxWords)
        {
            _wordStart = _length;
            return false;
        }

        _previousStart = _wordStart;
        _text[_length++] = ' ';
        _wordStart = _length;
        EndsInMask = false;
        return true;
    }

    private bool EndsWithMask(int end) => end >= 3 && _text[end - 1] == '>' && _text[end - 2] == '*' && _text[end - 3] == '<';

    private static bool IsPaired(ReadOnlySpan<char> text, int at) => char.IsHighSurrogate(text[at])
        ? at + 1 < text.Length && char.IsLowSurrogate(text[at + 1])
        : at > 0 && char.IsHighSurrogate(text[at - 1]);

    private static bool EndsAValue(ReadOnlySpan<char> word) => word.IndexOf(Variable) >= 0;

    private static bool SameValue(ReadOnlySpan<char> before, ReadOnlySpan<char> word) => before.TrimEnd(",;").SequenceEqual(word.TrimEnd(",;"));
}
