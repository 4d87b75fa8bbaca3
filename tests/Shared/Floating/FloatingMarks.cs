using System.Globalization;
using System.Text;

namespace Guardian.Testing.Floating;

/// <summary>Reads what floating workers write about themselves, as it comes.</summary>
internal sealed class FloatingMarks
{
    private readonly List<FloatingLife> _lives = [];
    private readonly Dictionary<int, int> _places = []; // of a pid's latest life: the kernel gives numbers again
    private long _read;

    /// <summary>Every process so far, in the order in which they began.</summary>
    public IReadOnlyList<FloatingLife> Lives => _lives;

    /// <summary>Reads lines that a test has written by hand.</summary>
    public static FloatingMarks Of(params string[] lines)
    {
        FloatingMarks marks = new();
        foreach (string line in lines) { marks.Add(line); }
        return marks;
    }

    /// <summary>Reads what is new in a file; nothing while it is not there.</summary>
    public void Read(string path)
    {
        if (!File.Exists(path)) { return; }
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Position = _read;
        byte[] bytes = new byte[file.Length - _read];
        file.ReadExactly(bytes);
        int end = Array.LastIndexOf(bytes, (byte)'\n') + 1;
        _read += end;
        foreach (string line in Encoding.UTF8.GetString(bytes, 0, end).Split('\n', StringSplitOptions.RemoveEmptyEntries)) { Add(line); }
    }

    private void Add(string line)
    {
        string[] words = line.Split(' ');
        if (words[0] == "S")
        {
            int pid = int.Parse(words[2], CultureInfo.InvariantCulture);
            double begun = Time(words[6]);
            _places[pid] = _lives.Count;
            _lives.Add(new FloatingLife(
                words[1], pid, words[3], long.Parse(words[4], CultureInfo.InvariantCulture), int.Parse(words[5], CultureInfo.InvariantCulture), begun, Time(words[7]), begun, false));
            return;
        }

        int place = _places[int.Parse(words[1], CultureInfo.InvariantCulture)];
        _lives[place] = words[0] switch
        {
            "A" => _lives[place] with { Last = Time(words[2]) },
            "E" => _lives[place] with { Last = Time(words[2]), Asked = true },
            _ => throw new FormatException($"no mark: {line}"),
        };
    }

    private static double Time(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
