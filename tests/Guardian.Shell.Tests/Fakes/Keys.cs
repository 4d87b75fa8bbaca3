namespace Guardian.Shell.Tests.Fakes;

/// <summary>Keys as the console reports them.</summary>
public static class Keys
{
    public static ConsoleKeyInfo Of(char c) => c switch
    {
        '\n' or '\r' => new ConsoleKeyInfo('\r', ConsoleKey.Enter, false, false, false),
        '\t' => new ConsoleKeyInfo('\t', ConsoleKey.Tab, false, false, false),
        '\b' => new ConsoleKeyInfo('\b', ConsoleKey.Backspace, false, false, false),
        '\e' => new ConsoleKeyInfo('\e', ConsoleKey.Escape, false, false, false),
        < ' ' => new ConsoleKeyInfo(c, (ConsoleKey)(c + '@'), false, false, true),
        _ => new ConsoleKeyInfo(c, ConsoleKey.None, false, false, false),
    };

    public static ConsoleKeyInfo Control(char letter) => Of((char)(letter - 'a' + 1));

    public static ConsoleKeyInfo Alt(ConsoleKey key) => new('\0', key, false, true, false);

    public static ConsoleKeyInfo Plain(ConsoleKey key) => new('\0', key, false, false, false);
}
