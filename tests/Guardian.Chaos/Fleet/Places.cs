namespace Guardian.Chaos.Fleet;

/// <summary>Where the files of a campaign are.</summary>
/// <param name="Directory">Its temporary directory.</param>
internal sealed record Places(string Directory)
{
    public string Config => Path.Combine(Directory, "guardian.conf");

    public string Data => Path.Combine(Directory, "data");

    public string Socket => Path.Combine(Data, "guardian.sock");

    public string Marks => Path.Combine(Directory, "marks");

    public string Control => Path.Combine(Directory, "control");

    public string Quarantine => Path.Combine(Directory, "quarantine");

    /// <summary>While this file is missing, all dependent workers fail.</summary>
    public string Dependency => Path.Combine(Directory, "dependency");

    public string Lock(string worker) => Path.Combine(Directory, "locks", worker);

    public string Spool(string worker) => Path.Combine(Directory, "spool", worker);

    public string Order(string instance) => Path.Combine(Control, instance.Replace('/', '-') + ".fault");

    /// <summary>Makes the directories.</summary>
    public void Make(IEnumerable<FleetWorker> fleet)
    {
        string[] directories = [Control, Quarantine, Path.GetDirectoryName(Lock("x"))!, .. fleet.Select(worker => Spool(worker.Name))];
        foreach (string directory in directories) { System.IO.Directory.CreateDirectory(directory); }
        SetDependency(true);
    }

    /// <summary>Brings the dependency up, or down.</summary>
    public void SetDependency(bool up)
    {
        if (up) { File.WriteAllText(Dependency, ""); } else { File.Delete(Dependency); }
    }

    /// <summary>Orders a fault. Workers see the whole line or nothing of it.</summary>
    public void Give(string instance, string order)
    {
        string file = Order(instance);
        File.WriteAllText(file + ".new", order + "\n");
        File.Move(file + ".new", file, overwrite: true);
    }

    /// <summary>Ends the order of an instance.</summary>
    public void Withdraw(string instance) => File.Delete(Order(instance));
}
