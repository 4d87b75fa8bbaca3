namespace Guardian.Shell.Interactive;

/// <summary>The terminal of this process.</summary>
internal sealed class ConsoleTerminal : IPbmTerminal
{
    // A terminal may not know its size (a serial line, some recorders) and then says 0.
    private const int DefaultWidth = 80, DefaultHeight = 24;

    /// <inheritdoc/>
    public int Width => Console.WindowWidth is > 0 and int width ? width : DefaultWidth;

    /// <inheritdoc/>
    public int Height => Console.WindowHeight is > 0 and int height ? height : DefaultHeight;

    /// <inheritdoc/>
    public bool InterruptIsKey
    {
        set => Console.TreatControlCAsInput = value;
    }

    /// <inheritdoc/>
    public ConsoleKeyInfo ReadKey() => Console.ReadKey(intercept: true);
}
