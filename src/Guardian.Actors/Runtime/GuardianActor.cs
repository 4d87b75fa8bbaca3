namespace Guardian.Actors;

/// <summary>The parent of top-level actors: restarts them by the default strategy.</summary>
internal sealed class GuardianActor : ActorBase
{
    protected override void PreStart() => Cell.PrepareChildren();

    protected override bool Receive(object message) => false;
}
