namespace Guardian.Cluster;

/// <summary>A request that waits in a node's inbox.</summary>
/// <param name="Request">The request.</param>
/// <param name="At">When it was sent, by the store's clock.</param>
/// <param name="Begun">
/// It was begun once and its end is not known: the node died over it. It is carried out again, and the answer says so.
/// </param>
public sealed record InboxItem(RemoteRequest Request, DateTimeOffset At, bool Begun);
