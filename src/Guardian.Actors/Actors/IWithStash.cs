namespace Guardian.Actors;

/// <summary>An actor with a stash, bounded as its mailbox is.</summary>
public interface IWithStash : IActorStash;
