using System.Globalization;
using Guardian.Chaos.Fleet;

namespace Guardian.Chaos.Phases;

/// <summary>Keeps some tasks waiting in each spool, and tells afterwards what became of all of them.</summary>
internal sealed class TaskFeeder(CampaignNode node)
{
    private const int Waiting = 6;

    private readonly List<string> _made = [];

    private IEnumerable<string> Spools => node.Fleet.Where(worker => worker.Pool == Pool.Queue).Select(worker => node.Places.Spool(worker.Name));

    /// <summary>Adds what was taken since.</summary>
    public void Feed()
    {
        foreach (string spool in Spools)
        {
            for (int waiting = Directory.EnumerateFiles(spool).Count(); waiting < Waiting; waiting++)
            {
                string id = string.Create(CultureInfo.InvariantCulture, $"task-{_made.Count}");
                _made.Add(id);
                File.WriteAllText(Path.Combine(spool, id), "");
            }
        }
    }

    /// <summary>What became of them.</summary>
    public TaskAccount Count(IReadOnlyList<Mark> marks)
    {
        HashSet<string> kept = [.. Spools.SelectMany(Directory.EnumerateFiles).Select(file => Path.GetFileName(file))];
        HashSet<string> doneFiles = [.. Spools.Select(spool => Path.Combine(spool, "done")).Where(Directory.Exists).SelectMany(Directory.EnumerateFiles).Select(file => Path.GetFileName(file))];
        HashSet<string> aside = [.. Directory.EnumerateFiles(node.Places.Quarantine).Select(file => Path.GetFileName(file))];
        return TaskAccount.Of(_made, kept, doneFiles, aside, marks);
    }
}
