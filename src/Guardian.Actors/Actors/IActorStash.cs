namespace Guardian.Actors;

/// <summary>An actor with a stash; use <see cref="IWithStash"/> or <see cref="IWithUnboundedStash"/>.</summary>
public interface IActorStash
{
    /// <summary>The stash; set by the runtime after the constructor and before <c>PreStart</c>.</summary>
    IStash Stash { get; set; }
}
