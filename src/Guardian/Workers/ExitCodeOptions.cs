using Guardian.Hocon;

namespace Guardian.Workers;

/// <summary>Exit codes with a meaning of their own, stronger than <see cref="RestartOptions.Mode"/>.</summary>
/// <remarks>HOCON: <c>restart.exit-codes</c> of a worker. A code stands in one list at most.</remarks>
public sealed record ExitCodeOptions
{
    /// <summary>The work is done: no restart, nothing is wrong.</summary>
    /// <value>Codes 0 to 255.</value>
    public required ValueArray<int> Done { get; init; }

    /// <summary>Restart with delay and budget, whatever the mode says.</summary>
    /// <value>Codes 0 to 255.</value>
    public required ValueArray<int> Retry { get; init; }

    /// <summary>A restart cannot help: none is tried, and the instance counts as dead.</summary>
    /// <value>Codes 0 to 255. 78 is EX_CONFIG of sysexits.h, a configuration error.</value>
    public required ValueArray<int> Never { get; init; }

    internal static ExitCodeOptions Read(HoconSection at, ConfigProblems problems)
    {
        ExitCodeOptions read = new() { Done = at.Int32s("done"), Retry = at.Int32s("retry"), Never = at.Int32s("never") };
        foreach ((string key, ValueArray<int> codes) in new[] { ("done", read.Done), ("retry", read.Retry), ("never", read.Never) })
        {
            foreach (int code in codes.Where(code => code is < 0 or > 255))
            {
                problems.Add(at.Path(key), code, "must be exit codes from 0 to 255");
            }
        }

        IEnumerable<IGrouping<int, int>> equal = read.Done.Concat(read.Retry).Concat(read.Never).GroupBy(code => code);
        foreach (int code in equal.Where(same => same.Count() > 1).Select(same => same.Key))
        {
            problems.Add(at.FullPath, code, "must stand once, in one of done, retry and never");
        }

        at.RejectUnreadKeys(problems);
        return read;
    }
}
