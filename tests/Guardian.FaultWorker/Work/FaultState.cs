namespace Guardian.FaultWorker.Work;

/// <summary>Knows which fault is to be shown now: what the control file orders, less what has been cured, over the ends of processes.</summary>
/// <remarks>
/// Three small files of the instance: <c>order</c> (the last order taken and how it was cured), <c>life</c> (a process has begun),
/// <c>end</c> (it ended by its own hand). A life without an end was killed from outside.
/// </remarks>
internal sealed class FaultState
{
    private readonly string[] _controls;
    private readonly string? _memory;
    private readonly string? _end;
    private readonly bool _wasKilled;
    private readonly Marks _marks;
    private readonly TimeProvider _time;
    private FaultOrder? _order;
    private long _taken;
    private bool _isCured;
    private bool _isMarked;

    public FaultState(WorkOptions options, Marks marks, TimeProvider time)
    {
        _controls = options.Control is { } control ? [Path.Combine(control, options.FileName + ".fault"), Path.Combine(control, "fault")] : [];
        _memory = options.StateFile("order");
        _end = options.StateFile("end");
        _marks = marks;
        _time = time;
        if (options.StateFile("life") is { } life)
        {
            _wasKilled = File.Exists(life) && !File.Exists(_end);
            File.WriteAllText(life, "");
            File.Delete(_end!);
        }
    }

    /// <summary>The fault that shows now; null while all is well.</summary>
    public FaultOrder? Active => _order is { } order && !_isCured && _time.GetElapsedTime(_taken) >= order.After ? order : null;

    /// <summary>Looks at the control file and at what cures.</summary>
    public void Poll()
    {
        Read();
        if (_order is { CureFile: { } file } && !_isCured && !File.Exists(file)) { Cure("file:" + file); }
        if (Active is { Kind: not "healthy" } active && !_isMarked)
        {
            _isMarked = true;
            _marks.Add("fault", active.Kind);
        }
    }

    /// <summary>Something happened that may be a cure.</summary>
    /// <param name="how">usr1, usr2 or reset.</param>
    public void Met(string how)
    {
        if (Active is { } active && active.Cures.Contains(how)) { Cure(how); }
    }

    /// <summary>This process is about to end by its own hand, in order or by its fault.</summary>
    public void EndsByItself()
    {
        if (_end is not null) { File.WriteAllText(_end, ""); }
    }

    private void Read()
    {
        string? file = _controls.FirstOrDefault(File.Exists);
        if (file is null)
        {
            if (_order is { } ended && !_isCured) { Note(ended, "removed"); }
            _order = null;
            return;
        }

        string id = $"{Path.GetFileName(file)} {File.GetLastWriteTimeUtc(file).Ticks}";
        if (_order?.Id == id) { return; }
        try
        {
            Take(FaultOrder.Parse(File.ReadAllText(file).Split('\n')[0], id));
        }
        catch (FileNotFoundException)
        {
            // Removed between the two looks; the next one sees that.
        }
        catch (FormatException wrong)
        {
            Console.Error.WriteLine($"{file}: {wrong.Message}");
            Take(FaultOrder.Parse("healthy", id));
        }
    }

    private void Take(FaultOrder order)
    {
        string[] known = _memory is not null && File.Exists(_memory) ? File.ReadAllLines(_memory) : [];
        bool isKnown = known.Length > 0 && known[0] == order.Id;
        // Only a new process meets an order that it has not taken itself and yet knows.
        bool isNewProcess = isKnown && _order is null;
        _order = order;
        _taken = _time.GetTimestamp();
        _isMarked = false;
        _isCured = isKnown && known.Length > 1 && known[1].Length > 0;
        if (!isKnown)
        {
            if (order.CureFile is { } file) { File.WriteAllText(file, ""); }
            Remember(order, "");
        }
        else if (isNewProcess && !_isCured)
        {
            if (order.Cures.Contains("restart")) { Cure("restart"); }
            else if (_wasKilled && order.Cures.Contains("hard")) { Cure("hard"); }
        }
    }

    private void Cure(string how)
    {
        _isCured = true;
        Note(_order!, how);
        Remember(_order!, how);
    }

    private void Note(FaultOrder order, string how)
    {
        if (order.Kind is not ("healthy" or "load")) { _marks.Add("cured", order.Kind, how); }
    }

    private void Remember(FaultOrder order, string cured)
    {
        if (_memory is null) { return; }
        File.WriteAllText(_memory + ".new", $"{order.Id}\n{cured}\n");
        File.Move(_memory + ".new", _memory, overwrite: true);
    }
}
