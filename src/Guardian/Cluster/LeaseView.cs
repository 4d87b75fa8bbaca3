namespace Guardian.Cluster;

/// <summary>A right that one node at a time may hold, as the cluster sees it.</summary>
/// <param name="Key">What it is about, such as <c>worker/mailer/0</c> (<see cref="LeaseKeys"/>).</param>
/// <param name="Node">Who holds it or held it last; null when nobody ever did, or it was given back.</param>
/// <param name="Session">The holder's membership.</param>
/// <param name="Token">Fencing token of the last grant: larger than that of every earlier grant of any key.</param>
/// <param name="Held">Whether it is held now: the holder is the same membership still, and that runs.</param>
/// <param name="Since">When it was granted, or given back, by the store's clock.</param>
/// <param name="ReservedFor">Node that it was given back for; others leave it alone until <paramref name="ReservedFor"/>'s time is over.</param>
public sealed record LeaseView(string Key, string? Node, Guid? Session, long Token, bool Held, DateTimeOffset Since, string? ReservedFor);
