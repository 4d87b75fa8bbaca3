namespace Guardian.Actors.Tests.Fuzz;

/// <summary>Watches every actor of a run and must be told of the end of each, once.</summary>
public sealed class FuzzObserver : ReceiveActor
{
    private readonly HashSet<IActorRef> _alive = [];
    private IActorRef? _whenNone;

    public FuzzObserver(FuzzWorld world)
    {
        Receive<Terminated>(gone =>
        {
            if (!_alive.Remove(gone.ActorRef))
            {
                world.Wrong($"the end of {gone.ActorRef} was told twice");
            }

            world.CheckFamilyOf(gone.ActorRef);
            Report();
        });
        Receive<IActorRef>(subject =>
        {
            _alive.Add(subject);
            Context.Watch(subject);
        });
        Receive<string>(_ =>
        {
            _whenNone = Sender;
            Report();
        });
    }

    private void Report()
    {
        if (_alive.Count == 0)
        {
            _whenNone?.Tell("all are gone");
        }
    }
}
