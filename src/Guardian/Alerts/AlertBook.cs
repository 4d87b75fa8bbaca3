using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Guardian.Hosting;

namespace Guardian.Alerts;

/// <summary>Asks the alert desk on behalf of people.</summary>
/// <param name="system">The system whose event stream alerts are published to.</param>
/// <param name="desk">The desk.</param>
public sealed class AlertBook(ActorSystem system, IActorRef desk) : IAlertBook
{
    /// <summary>Alerts that a slow follower may be behind before the oldest are dropped.</summary>
    private const int MostBehind = 1_000;

    private static readonly TimeSpan ReplyTimeout = TimeSpan.FromSeconds(10);

    /// <inheritdoc />
    public async Task<ImmutableArray<Alert>> ListAsync(AlertQuery query) =>
        (await desk.Ask<AlertDesk.Listing>(new AlertDesk.List(query), ReplyTimeout).ConfigureAwait(false)).Alerts;

    /// <inheritdoc />
    public Task<CommandReply> AcknowledgeAsync(string id, string by) => desk.Ask<CommandReply>(new AlertDesk.Acknowledge(id, by), ReplyTimeout);

    /// <inheritdoc />
    public async IAsyncEnumerable<Alert> FollowAsync([EnumeratorCancellation] CancellationToken stop)
    {
        Channel<Alert> channel = Channel.CreateBounded<Alert>(
            new BoundedChannelOptions(MostBehind) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        IActorRef follower = system.ActorOf(Follower.Props(channel.Writer));
        system.EventStream.Subscribe(follower, typeof(Alert)); // here, so that nothing is missed from now on
        try
        {
            await foreach (Alert alert in channel.Reader.ReadAllAsync(stop).ConfigureAwait(false))
            {
                yield return alert;
            }
        }
        finally
        {
            system.Stop(follower);
        }
    }

    private sealed class Follower : ReceiveActor
    {
        private readonly ChannelWriter<Alert> _to;

        public Follower(ChannelWriter<Alert> to)
        {
            _to = to;
            Receive<Alert>(alert => to.TryWrite(alert));
        }

        public static Props Props(ChannelWriter<Alert> to) => ActorProps.Create(() => new Follower(to));

        protected override void PostStop() => _to.TryComplete();
    }
}
