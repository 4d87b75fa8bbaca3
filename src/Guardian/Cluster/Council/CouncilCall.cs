using Guardian.Council;

namespace Guardian.Cluster.Council;

/// <summary>A node asks the sages of the others for their ballots. Event of <see cref="Bus.BusStreams.Council"/>.</summary>
/// <param name="Version">Of the format; a newer one only adds.</param>
/// <param name="Node">Who calls: ballots are for it.</param>
/// <param name="DeadlineMs">How long it waits, in milliseconds from the call.</param>
/// <param name="Proposal">What is put to the vote. Its id is unique on its node.</param>
internal sealed record CouncilCall(int Version, string Node, double DeadlineMs, Proposal Proposal);
