using System.Globalization;

namespace Guardian.FaultWorker.Work;

/// <summary>A task that has been begun, and how far it is.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Worked">Time spent on it.</param>
internal sealed record TaskInHand(string Id, TimeSpan Worked)
{
    /// <summary>Name of the file that says what is in hand, written as work goes on.</summary>
    public const string Current = "task";

    /// <summary>Name of the copy that the save hook makes.</summary>
    public const string Saved = "task-saved";

    /// <summary>Name of the file by which the restore hook hands it to the next process.</summary>
    public const string Restored = "task-restored";

    /// <summary>Writes it as one whole.</summary>
    public void Write(string file)
    {
        File.WriteAllText(file + ".new", string.Create(CultureInfo.InvariantCulture, $"{Id}\n{Worked.TotalMilliseconds:0}\n"));
        File.Move(file + ".new", file, overwrite: true);
    }

    /// <summary>Reads it.</summary>
    /// <returns>Null when there is none.</returns>
    public static TaskInHand? Read(string? file)
    {
        if (file is null || !File.Exists(file)) { return null; }
        string[] lines = File.ReadAllLines(file);
        return lines.Length < 2 ? null : new TaskInHand(lines[0], TimeSpan.FromMilliseconds(Quantities.Number(lines[1])));
    }

    /// <summary>The save hook: keeps what is in hand now.</summary>
    public static int Save(WorkOptions options) => Move(options, Current, Saved, keep: true);

    /// <summary>The restore hook: gives what was kept to the next process.</summary>
    public static int Restore(WorkOptions options) => Move(options, Saved, Restored, keep: false);

    private static int Move(WorkOptions options, string from, string to, bool keep)
    {
        if (options.StateFile(from) is not { } source || options.StateFile(to) is not { } target)
        {
            Console.Error.WriteLine("there is no state directory: give --state or GUARDIAN_STATE_DIR");
            return 2;
        }

        if (Read(source) is not { } task)
        {
            File.Delete(target); // what an earlier hook left is done by now
            return 0;
        }

        task.Write(target);
        if (!keep) { File.Delete(source); }
        Console.WriteLine($"{to} {task.Id} after {task.Worked.TotalMilliseconds:0} ms");
        return 0;
    }
}
