namespace Guardian.Actors;

/// <summary>An actor with a stash; its mailbox is the unbounded one.</summary>
public interface IWithUnboundedStash : IActorStash;
