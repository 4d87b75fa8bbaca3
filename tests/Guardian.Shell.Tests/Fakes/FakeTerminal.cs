using System.Collections.Concurrent;
using Guardian.Shell.Interactive;

namespace Guardian.Shell.Tests.Fakes;

/// <summary>A terminal whose person is the test.</summary>
public sealed class FakeTerminal : IPbmTerminal
{
    private readonly BlockingCollection<ConsoleKeyInfo> _keys = [];

    public int Width { get; set; } = 80;

    public int Height { get; set; } = 24;

    public bool InterruptIsKey { get; set; }

    public ConsoleKeyInfo ReadKey() =>
        _keys.TryTake(out ConsoleKeyInfo key, TimeSpan.FromSeconds(20)) ? key : throw new TimeoutException("the shell waits for a key the test does not type");

    /// <summary>Types text; <c>\n</c> is Enter, <c>\t</c> Tab, control characters are the keys with Ctrl.</summary>
    public void Type(string text)
    {
        foreach (char c in text)
        {
            _keys.Add(Keys.Of(c));
        }
    }
}
