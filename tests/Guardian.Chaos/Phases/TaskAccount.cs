using Guardian.Chaos.Fleet;

namespace Guardian.Chaos.Phases;

/// <summary>What became of the tasks of a campaign.</summary>
/// <param name="Made">Tasks put into the spools.</param>
/// <param name="Done">Done at least once.</param>
/// <param name="Waiting">Still waiting or in hand.</param>
/// <param name="BegunAgain">Begun more than once, with a mark each time: the work of an instance that died before it could save.</param>
/// <param name="Resumed">Times that a task went on where it was, by what the hooks had saved.</param>
/// <param name="Twice">Done more than once.</param>
/// <param name="Lost">Neither done nor waiting nor put aside.</param>
/// <param name="WronglyAside">Put aside although nothing is wrong with them.</param>
internal sealed record TaskAccount(
    int Made, int Done, int Waiting, int BegunAgain, int Resumed, IReadOnlyList<string> Twice, IReadOnlyList<string> Lost, IReadOnlyList<string> WronglyAside)
{
    /// <summary>Counts.</summary>
    /// <param name="made">Tasks put into the spools; poison is not among them.</param>
    /// <param name="kept">Files in the spools.</param>
    /// <param name="doneFiles">Files of done tasks. A worker killed between the move and its mark leaves a file without a mark.</param>
    /// <param name="aside">Files in quarantine.</param>
    /// <param name="marks">What the workers wrote.</param>
    public static TaskAccount Of(
        IReadOnlyList<string> made, IReadOnlySet<string> kept, IReadOnlySet<string> doneFiles, IReadOnlySet<string> aside, IReadOnlyList<Mark> marks)
    {
        Dictionary<string, int> done = Times("done");
        Dictionary<string, int> begun = Times("start");
        Dictionary<string, int> resumed = Times("resumed");
        bool IsDone(string task) => done.ContainsKey(task) || doneFiles.Contains(task);
        return new TaskAccount(
            made.Count,
            made.Count(IsDone),
            made.Count(task => !IsDone(task) && kept.Contains(task)),
            made.Count(task => begun.GetValueOrDefault(task) > 1),
            made.Sum(task => resumed.GetValueOrDefault(task)),
            [.. made.Where(task => done.GetValueOrDefault(task) > 1)],
            [.. made.Where(task => !IsDone(task) && !kept.Contains(task) && !aside.Contains(task))],
            [.. made.Where(aside.Contains)]);

        Dictionary<string, int> Times(string word) =>
            marks.Where(mark => mark.Word == word).GroupBy(mark => mark.Subject).ToDictionary(group => group.Key, group => group.Count());
    }
}
