using Guardian.Council;
using Guardian.Faults;
using Guardian.Learning;
using Guardian.Recovery;

namespace Guardian.Cluster.Bus;

/// <summary>How names of newer versions are read in what nodes tell each other.</summary>
internal static class TolerantEnums
{
    /// <summary>A kind of fault that is not known here: nothing is known to be wrong but what the case says in words.</summary>
    public sealed class Kind() : TolerantEnumConverter<FaultKind>(FaultKind.Requested);

    /// <summary>Severity: the gravest, to be cautious.</summary>
    public sealed class Grave() : TolerantEnumConverter<Severity>(Severity.Critical);

    /// <summary>Scope: the widest, to be cautious.</summary>
    public sealed class Scope() : TolerantEnumConverter<ActionScope>(ActionScope.Cluster);

    /// <summary>Seat: none, whose ballots are not counted.</summary>
    public sealed class OfSeat() : TolerantEnumConverter<Seat>((Seat)(-1));

    /// <summary>Level of an error: the one that is assumed where nothing is known.</summary>
    public sealed class Level() : TolerantEnumConverter<ErrorLevel>(ErrorLevel.Recoverable);
}
