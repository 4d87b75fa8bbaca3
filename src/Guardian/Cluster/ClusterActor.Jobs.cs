using Microsoft.Extensions.Logging;
using static Guardian.Cluster.ClusterProtocol;

namespace Guardian.Cluster;

/// <content>Leases on other things than workers, and the housekeeping that one node does for all.</content>
internal sealed partial class ClusterActor
{
    private sealed record Asked(Guid Session, string Key, LeaseGrant? Grant, string? Problem, IActorRef Asker);

    private sealed record TidyDue;

    private sealed record Tidied(Guid Session, LeaseGrant Grant, string? Problem);

    private static readonly TimeSpan TidyEvery = TimeSpan.FromHours(1);
    private const string TidyJob = "tidy";
    private const int MostOtherLeases = 1000;

    private readonly Dictionary<string, LeaseGrant> _others = new(StringComparer.Ordinal);

    private void ReceiveJobs()
    {
        Receive<TakeLease>(OnTakeLease);
        Receive<DropLease>(OnDropLease);
        Receive<Asked>(OnAsked);
        Receive<TidyDue>(_ => OnTidyDue());
        Receive<Tidied>(OnTidied);
    }

    private void OnTakeLease(TakeLease asked)
    {
        if (_session is not { } session || _cutOff || _others.Count >= MostOtherLeases)
        {
            Sender.Tell(new LeaseAnswer(false, _problem ?? "this node is no member of its cluster at the moment"));
            return;
        }

        IActorRef asker = Sender;
        Store.AcquireAsync(session, asked.Key, CancellationToken.None).PipeTo(
            Self, Self, grant => new Asked(session, asked.Key, grant, null, asker), why => new Asked(session, asked.Key, null, why.Message, asker));
    }

    private void OnAsked(Asked answered)
    {
        bool holds = answered.Grant is not null && answered.Session == _session;
        if (holds)
        {
            _others[answered.Key] = answered.Grant!;
        }

        answered.Asker.Tell(new LeaseAnswer(holds, answered.Problem));
    }

    private void OnDropLease(DropLease drop)
    {
        if (_others.Remove(drop.Key, out LeaseGrant? grant) && _session is { } session)
        {
            // Without an answer it ends with the membership.
            Store.ReleaseAsync(session, grant, null, TimeSpan.Zero, CancellationToken.None).PipeTo(
                Self, Self, static () => new Place(), static _ => new Place());
        }
    }

    private void OnTidyDue()
    {
        Timers.StartSingleTimer("tidy", new TidyDue(), TidyEvery);
        if (_session is { } session && !_cutOff)
        {
            TidyAsync(session).PipeTo(Self, Self, done => done, static why => new Tidied(Guid.Empty, new LeaseGrant(string.Empty, 0), why.Message));
        }
    }

    private async Task<Tidied> TidyAsync(Guid session)
    {
        if (await Store.AcquireAsync(session, LeaseKeys.Job(TidyJob), CancellationToken.None).ConfigureAwait(false) is not { } grant)
        {
            return new Tidied(Guid.Empty, new LeaseGrant(string.Empty, 0), null); // another node does it
        }

        await Store.TidyAsync(_options.Cluster.Audit, CancellationToken.None).ConfigureAwait(false);
        if (_setup.Shared() is { } journal)
        {
            await journal.TrimAsync(_options.Retention.At(_setup.Clock.UtcNow), CancellationToken.None).ConfigureAwait(false);
        }

        return new Tidied(session, grant, null);
    }

    private void OnTidied(Tidied tidied)
    {
        if (tidied.Problem is { } problem)
        {
            LogTidyTrouble(_setup.Log, problem);
        }

        if (tidied.Session == _session && tidied.Session != Guid.Empty)
        {
            Store.ReleaseAsync(tidied.Session, tidied.Grant, null, TimeSpan.Zero, CancellationToken.None).PipeTo(
                Self, Self, static () => new Place(), static _ => new Place());
        }
    }

    [LoggerMessage(2910, LogLevel.Warning, "What is over in the cluster's database could not be deleted: {Problem}")]
    private static partial void LogTidyTrouble(ILogger log, string problem);
}
