using System.Globalization;

namespace Guardian.Linux.Tests.Support;

/// <summary>A named pipe into which processes write their pids when they are what they are going to be.</summary>
internal sealed class Births : IDisposable
{
    private readonly Fifo _pipe;
    private readonly FileStream _stream;
    private readonly StreamReader _pids;

    public Births(Bench bench, string name = "births")
    {
        _pipe = bench.Fifo(name);
        _stream = new FileStream(_pipe.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 1); // so that it never ends
        _pids = new StreamReader(_stream);
    }

    public string Path => _pipe.Path;

    /// <summary>Waits for so many pids.</summary>
    public int[] Next(int count)
    {
        int[] pids = new int[count];
        for (int i = 0; i < count; i++)
        {
            string? line = Patience.Result(Task.Run(_pids.ReadLine), $"pid {i + 1} of {count}");
            pids[i] = int.Parse(line!, CultureInfo.InvariantCulture);
        }

        return pids;
    }

    public void Dispose()
    {
        _pids.Dispose();
        _stream.Dispose();
    }
}
