using System.Globalization;
using Guardian.Council;
using Guardian.Faults;
using Guardian.Recovery;

namespace Guardian.Sages;

/// <summary>What the case file alone says about the kind of trouble, read once for all sages.</summary>
internal sealed record Situation
{
    /// <summary>Least deaths in a row over the same item for it to count as their cause.</summary>
    public const int PoisonDeaths = 2;

    /// <summary>The case.</summary>
    public required CaseFile Case { get; init; }

    /// <summary>What the error lines speak of, most of them.</summary>
    public required ErrorNature Nature { get; init; }

    /// <summary>The last line of that nature, or null.</summary>
    public required string? NatureLine { get; init; }

    /// <summary>Open connections by the case's facts; null when unknown.</summary>
    public required int? Connections { get; init; }

    /// <summary>Whether asking it to stop was not enough the last time.</summary>
    public required bool IgnoresStop { get; init; }

    /// <summary>Whether the same item was in hand at each of the last deaths.</summary>
    public bool Poison => Case.SameTaskDeaths >= PoisonDeaths;

    /// <summary>Whether other workers have the same trouble, and waiting for what they share has not been in vain.</summary>
    public bool Common => !Case.AlsoHit.IsEmpty && CanBeShared(Case.Kind) && !Waited;

    /// <summary>Whether a plan that waits has failed: what passes by itself would have passed.</summary>
    private bool Waited => Case.Failed.Any(plan => plan == ActionNames.Wait || plan.StartsWith(ActionNames.Wait + "+", StringComparison.Ordinal));

    /// <summary>Whether the server itself is meant.</summary>
    public bool OfHost => Case.Kind is FaultKind.HostMemory or FaultKind.HostLoad;

    /// <summary>Whether it ends, or cannot begin to run.</summary>
    public bool Dies => Case.Kind is FaultKind.Crash or FaultKind.BudgetSpent or FaultKind.CannotStart or FaultKind.NotReady;

    /// <summary>Whether a new start meets the same wall.</summary>
    public bool Vain => ErrorNatures.OutlivesRestart(Nature) && (Dies || Case.Kind is FaultKind.ErrorBurst or FaultKind.ErrorRate or FaultKind.ProbeFailed);

    /// <summary>Whether the work in hand, if any, does not move on anyway.</summary>
    public bool Stuck => Poison || Dies
        || Case.Kind is FaultKind.Hang or FaultKind.NoProgress or FaultKind.StuckConnection or FaultKind.Zombie;

    /// <summary>Whether every attempt is used up.</summary>
    public bool Spent => Case.Attempt > Case.MostAttempts;

    /// <summary>Whether a kind of fault can come from something that workers share; memory and processor use are each worker's own.</summary>
    /// <param name="kind">Kind of fault.</param>
    /// <returns>False for what a worker or the server uses up itself.</returns>
    public static bool CanBeShared(FaultKind kind) => kind is FaultKind.Crash or FaultKind.Hang or FaultKind.NoProgress or FaultKind.ErrorRate
        or FaultKind.SlowAnswer or FaultKind.ProbeFailed or FaultKind.NotReady or FaultKind.BudgetSpent or FaultKind.CannotStart
        or FaultKind.ErrorBurst or FaultKind.StuckConnection;

    /// <summary>Reads a case file.</summary>
    /// <param name="file">What the sages are told.</param>
    /// <returns>What follows from it.</returns>
    public static Situation Of(CaseFile file)
    {
        (ErrorNature nature, string? line) = ErrorNatures.OfMost(file.ErrorLines);
        return new Situation
        {
            Case = file,
            Nature = nature,
            NatureLine = line,
            Connections = Leading(file.Facts.GetValueOrDefault(CaseFacts.Connections)),
            IgnoresStop = file.Facts.GetValueOrDefault(CaseFacts.LastStop)?.Contains("ignored", StringComparison.OrdinalIgnoreCase) == true,
        };
    }

    /// <summary>What is wrong, as a noun.</summary>
    /// <param name="kind">Kind of fault.</param>
    /// <returns>For example <c>a hang</c>.</returns>
    public static string Words(FaultKind kind) => kind switch
    {
        FaultKind.Crash => "a crash",
        FaultKind.Hang => "a hang",
        FaultKind.NoProgress => "work that does not move on",
        FaultKind.MemoryOver => "memory over its limit",
        FaultKind.CpuOver => "processor use over its limit",
        FaultKind.DescriptorsOver => "too many open descriptors",
        FaultKind.ErrorRate => "too many errors",
        FaultKind.SlowAnswer => "slow answers",
        FaultKind.ProbeFailed => "a failed probe",
        FaultKind.Zombie => "a zombie",
        FaultKind.ZombieChildren => "children that nobody waits for",
        FaultKind.NotReady => "a start that does not end",
        FaultKind.BudgetSpent => "a crash loop",
        FaultKind.CannotStart => "a start that fails",
        FaultKind.Leak => "a memory leak",
        FaultKind.ErrorBurst => "a burst of errors",
        FaultKind.StuckConnection => "a stuck connection",
        FaultKind.HostMemory => "a server short of memory",
        FaultKind.HostLoad => "a server with too much to do",
        FaultKind.FailureRisk => "a failure that is likely soon",
        _ => kind.ToString(),
    };

    private static int? Leading(string? fact) =>
        fact is not null && int.TryParse(string.Concat(fact.TrimStart().TakeWhile(char.IsAsciiDigit)), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : null;
}
