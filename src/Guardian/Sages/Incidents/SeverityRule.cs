using Guardian.Council;
using Guardian.Faults;
using Guardian.Health;

namespace Guardian.Sages.Incidents;

/// <summary>Grades how grave a fault is, by the levels of alerts.</summary>
public static class SeverityRule
{
    /// <summary>Grades.</summary>
    /// <param name="kind">What is wrong.</param>
    /// <param name="critical">Whether the whole system depends on the worker; false for the server itself.</param>
    /// <param name="running">Instances of the worker that run.</param>
    /// <param name="desired">Instances that should run.</param>
    /// <param name="min">Fewest that it needs.</param>
    /// <param name="system">How the node as a whole is.</param>
    /// <returns>
    /// Critical when the server runs out of memory or nothing on the node runs. High when a worker runs not at all, or a critical one with
    /// too few, or a critical one cannot go on by itself. Low for what only announces itself at a worker that is not critical. Else medium.
    /// </returns>
    public static Severity Of(FaultKind kind, bool critical, int running, int desired, int min, HealthState system)
    {
        if (kind is FaultKind.HostMemory || system is HealthState.Dead)
        {
            return Severity.Critical;
        }

        if (kind is FaultKind.HostLoad)
        {
            return system is HealthState.Critical ? Severity.High : Severity.Medium;
        }

        bool down = running <= 0 && desired > 0;
        bool halts = kind is FaultKind.BudgetSpent or FaultKind.CannotStart or FaultKind.Hang or FaultKind.NoProgress
            or FaultKind.StuckConnection or FaultKind.Zombie;
        if (down || (critical && (running < Math.Min(min, desired) || halts)))
        {
            return Severity.High;
        }

        bool announces = kind is FaultKind.Leak or FaultKind.FailureRisk or FaultKind.ZombieChildren or FaultKind.DescriptorsOver;
        return announces && !critical ? Severity.Low : Severity.Medium;
    }
}
