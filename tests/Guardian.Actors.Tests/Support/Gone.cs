namespace Guardian.Actors.Tests.Support;

/// <summary>A <see cref="Worker"/> was told that an actor has stopped.</summary>
public sealed record Gone(IActorRef Who, bool ExistenceConfirmed);
