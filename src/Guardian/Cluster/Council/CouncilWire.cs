using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Guardian.Cluster.Bus;
using Guardian.Council;
using Guardian.Journal;

namespace Guardian.Cluster.Council;

/// <summary>Turns what the councils of several nodes tell each other into events of the bus, and back.</summary>
/// <remarks>Nodes of several versions understand each other: fields are added, never changed; what is not known is passed over.</remarks>
internal static class CouncilWire
{
    /// <summary>Version of the format that is written here.</summary>
    public const int Version = 1;

    /// <summary>Type of <see cref="CouncilCall"/>.</summary>
    public const string Called = "council-called";

    /// <summary>Type of <see cref="CouncilVotes"/>.</summary>
    public const string Voted = "council-voted";

    /// <summary>A call as the bus carries it.</summary>
    public static NewEvent ToBus(CouncilCall call, DateTimeOffset at) =>
        new(Called, JsonSerializer.SerializeToUtf8Bytes(call, CouncilWireContext.Default.CouncilCall), at);

    /// <summary>Ballots as the bus carries them.</summary>
    public static NewEvent ToBus(CouncilVotes votes, DateTimeOffset at) =>
        new(Voted, JsonSerializer.SerializeToUtf8Bytes(votes, CouncilWireContext.Default.CouncilVotes), at);

    /// <summary>Reads a call.</summary>
    /// <param name="heard">An event of the bus.</param>
    /// <returns>The call, or null when it is none that can be understood.</returns>
    public static CouncilCall? Call(JournalEvent heard) =>
        heard.Type == Called && Read(heard, CouncilWireContext.Default.CouncilCall) is { DeadlineMs: > 0 and < int.MaxValue, Proposal.Plans.IsDefaultOrEmpty: false } call
            ? call
            : null;

    /// <summary>Reads ballots.</summary>
    /// <param name="heard">An event of the bus.</param>
    /// <returns>The ballots that its node may cast; null when it is no such event that can be understood.</returns>
    public static CouncilVotes? Votes(JournalEvent heard) =>
        heard.Type == Voted && Read(heard, CouncilWireContext.Default.CouncilVotes) is { Ballots.IsDefault: false } votes
            ? votes with { Ballots = [.. votes.Ballots.Where(ballot => IsOf(ballot, votes))] }
            : null;

    private static bool IsOf(Ballot? ballot, CouncilVotes votes) =>
        ballot is { Scores.IsDefault: false } && ballot.Node == votes.Node && ballot.Proposal == votes.Proposal && Enum.IsDefined(ballot.Seat);

    private static T? Read<T>(JournalEvent heard, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(heard.Json.Span, type);
        }
        catch (JsonException)
        {
            return null; // broken, or of a shape that this version does not know: the sages here have no part in it
        }
    }
}

/// <summary>JSON of the council's messages: camelCase, enums by name, nothing that is missing taken for null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(TolerantEnums.Kind), typeof(TolerantEnums.Grave), typeof(TolerantEnums.Scope), typeof(TolerantEnums.OfSeat)])]
[JsonSerializable(typeof(CouncilCall))]
[JsonSerializable(typeof(CouncilVotes))]
internal sealed partial class CouncilWireContext : JsonSerializerContext;
