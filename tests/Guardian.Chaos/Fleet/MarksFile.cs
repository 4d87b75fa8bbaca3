using System.Globalization;
using System.Text;

namespace Guardian.Chaos.Fleet;

/// <summary>Reads what the workers write about themselves, as it comes.</summary>
internal sealed class MarksFile(string path)
{
    private readonly Dictionary<int, string> _instances = [];
    private readonly List<Mark> _all = [];
    private long _read;

    /// <summary>All of them so far, in the order of the file.</summary>
    public IReadOnlyList<Mark> All => _all;

    /// <summary>Reads what is new.</summary>
    public void Read()
    {
        if (!File.Exists(path)) { return; }
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Position = _read;
        byte[] bytes = new byte[file.Length - _read];
        file.ReadExactly(bytes);
        int end = Array.LastIndexOf(bytes, (byte)'\n') + 1; // a line is written whole, but may come while we look
        _read += end;
        foreach (string line in Encoding.UTF8.GetString(bytes, 0, end).Split('\n', StringSplitOptions.RemoveEmptyEntries)) { Add(line); }
    }

    private void Add(string line)
    {
        string[] words = line.Split(' ', 5);
        int pid = int.Parse(words[1], CultureInfo.InvariantCulture);
        if (words[0] == "begin") { _instances[pid] = words[2]; }
        _all.Add(new Mark(
            words[0], pid, words[2], long.Parse(words[3], CultureInfo.InvariantCulture), words.Length > 4 ? words[4] : "", _instances.GetValueOrDefault(pid, "")));
    }
}
