namespace Guardian.FaultWorker.Work;

/// <summary>Gives one task after the other, from a directory shared with other workers or made up.</summary>
/// <remarks>
/// A task's file stays where it is until it is done, so that a quarantine can move it away by its name. The claim is a file of its
/// own in <c>hand/</c> with the instance's name in it; the next process of the instance finds it there.
/// </remarks>
internal sealed class TaskSource
{
    private readonly WorkOptions _options;
    private readonly Marks _marks;
    private readonly string? _hand;
    private readonly string? _done;
    private readonly string? _current;
    private int _made;

    public TaskSource(WorkOptions options, Marks marks)
    {
        _options = options;
        _marks = marks;
        _current = options.StateFile(TaskInHand.Current);
        if (options.Tasks is not { } tasks) { return; }
        _hand = Directory.CreateDirectory(Path.Combine(tasks, "hand")).FullName;
        _done = Directory.CreateDirectory(Path.Combine(tasks, "done")).FullName;
    }

    /// <summary>What the restore hook gave back, or what an earlier process of this instance had claimed.</summary>
    public TaskInHand? Recover()
    {
        string? file = _options.StateFile(TaskInHand.Restored);
        TaskInHand? restored = TaskInHand.Read(file);
        if (file is not null) { File.Delete(file); }
        if (_current is not null) { File.Delete(_current); }
        if (restored is not null && IsStillThere(restored))
        {
            _marks.Add("resumed", restored.Id, $"{restored.Worked.TotalMilliseconds:0}");
            return restored;
        }

        if (_hand is null) { return null; }
        foreach (string claim in Directory.EnumerateFiles(_hand))
        {
            if (Path.GetFileName(claim)[0] == '.' || ReadClaim(claim) != _options.Instance) { continue; }
            TaskInHand task = new(Path.GetFileName(claim), TimeSpan.Zero);
            if (IsStillThere(task)) { return Begin(task.Id); }
        }

        return null;
    }

    /// <summary>The next one.</summary>
    /// <returns>Null when there is none now.</returns>
    public TaskInHand? Take()
    {
        if (_options.Tasks is not { } tasks) { return Begin($"{_options.FileName}:{Environment.ProcessId}:{++_made}"); }
        foreach (string file in Directory.EnumerateFiles(tasks))
        {
            string id = Path.GetFileName(file);
            if (id[0] == '.' || !TryClaim(id)) { continue; }
            // Another worker may have done it between our look and our claim.
            if (File.Exists(file)) { return Begin(id); }
            File.Delete(Path.Combine(_hand!, id));
        }

        return null;
    }

    /// <summary>Keeps how far it is, for the save hook.</summary>
    /// <returns>False when its file was moved away, so that it is no longer to be done.</returns>
    public bool Advance(TaskInHand task)
    {
        if (!IsStillThere(task)) { return false; }
        if (_current is not null) { task.Write(_current); }
        return true;
    }

    /// <summary>Ends it.</summary>
    public void Finish(TaskInHand task)
    {
        if (_options.Tasks is { } tasks)
        {
            try
            {
                File.Move(Path.Combine(tasks, task.Id), Path.Combine(_done!, task.Id), overwrite: true);
            }
            catch (FileNotFoundException)
            {
                // Moved away in this moment: it is somebody else's now.
                Drop(task);
                return;
            }

            File.Delete(Path.Combine(_hand!, task.Id));
        }

        _marks.Add("done", task.Id);
        if (_current is not null) { File.Delete(_current); }
    }

    private TaskInHand Begin(string id)
    {
        _marks.Add("start", id);
        TaskInHand task = new(id, TimeSpan.Zero);
        if (_current is not null) { task.Write(_current); }
        return task;
    }

    private bool IsStillThere(TaskInHand task)
    {
        if (_options.Tasks is not { } tasks || File.Exists(Path.Combine(tasks, task.Id))) { return true; }
        Drop(task);
        return false;
    }

    private void Drop(TaskInHand task)
    {
        File.Delete(Path.Combine(_hand!, task.Id));
        if (_current is not null) { File.Delete(_current); }
        _marks.Add("dropped", task.Id);
    }

    private static string? ReadClaim(string claim)
    {
        try
        {
            return File.ReadAllText(claim);
        }
        catch (FileNotFoundException)
        {
            return null; // done by another worker meanwhile
        }
    }

    private bool TryClaim(string id)
    {
        string claim = Path.Combine(_hand!, id);
        if (File.Exists(claim)) { return false; }
        string mine = Path.Combine(_hand!, "." + _options.FileName);
        File.WriteAllText(mine, _options.Instance);
        try
        {
            File.Move(mine, claim, overwrite: false); // whole or not at all, whoever dies when
            return true;
        }
        catch (IOException)
        {
            return false; // another worker was quicker
        }
    }
}
