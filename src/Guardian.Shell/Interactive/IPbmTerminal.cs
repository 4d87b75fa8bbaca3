namespace Guardian.Shell.Interactive;

/// <summary>A terminal that a person looks at and types on.</summary>
public interface IPbmTerminal
{
    /// <summary>Columns, as of now.</summary>
    /// <value>1 or more.</value>
    int Width { get; }

    /// <summary>Lines, as of now.</summary>
    /// <value>1 or more.</value>
    int Height { get; }

    /// <summary>Whether Ctrl-C is a key for <see cref="ReadKey"/> (while a line is edited) or an interrupt (while a command runs).</summary>
    bool InterruptIsKey { set; }

    /// <summary>Waits for a key; nothing is echoed.</summary>
    ConsoleKeyInfo ReadKey();
}
