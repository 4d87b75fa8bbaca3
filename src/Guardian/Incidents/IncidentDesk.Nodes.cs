using System.Collections.Immutable;
using Guardian.Cluster;
using Guardian.Cluster.Troubles;
using Microsoft.Extensions.Logging;

namespace Guardian.Incidents;

/// <content>One trouble of several nodes: who of them tries first.</content>
internal sealed partial class IncidentDesk
{
    /// <summary>How soon a chair that another node holds is asked for again; it is free when that node is done, or gone.</summary>
    private static readonly TimeSpan ChairAgain = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, ChairState> _chairs = new(StringComparer.Ordinal); // by signature; those that are held, or wanted lately

    private enum ChairAnswer
    {
        /// <summary>The answer is awaited.</summary>
        Asked,

        /// <summary>This node tries.</summary>
        Held,

        /// <summary>Another node does.</summary>
        Taken,

        /// <summary>Nobody can say: the node goes on by itself.</summary>
        Unknown,
    }

    private sealed record ChairState(ChairAnswer Answer, MonotonicTime Since);

    private sealed record ChairAnswered(string Signature, ChairAnswer Answer);

    private ImmutableArray<RemoteTrouble> SameElsewhere(Incident incident) => _ports.Cluster is { } cluster
        ? RemoteTurnRule.Same(incident, cluster.Troubles.All, cluster.Members(), Options.CommonCause.Within)
        : [];

    private RemoteTurn TurnAmongNodes(Incident incident, ImmutableArray<RemoteTrouble> elsewhere) =>
        _chairs.GetValueOrDefault(incident.SignatureId) is { Answer: ChairAnswer.Held }
            && RemoteTurnRule.Judge(incident, elsewhere, _ports.Clock.Now) is not RemoteTurn.Follow
            ? new RemoteTurn.Free() // others wait for this node
            : RemoteTurnRule.Judge(incident, elsewhere, _ports.Clock.Now);

    /// <summary>What the chair says; asks for it when that is not known.</summary>
    private RemoteTurn Chair(Incident incident, ImmutableArray<RemoteTrouble> elsewhere)
    {
        string signature = incident.SignatureId;
        ChairState? chair = _chairs.GetValueOrDefault(signature);
        if (chair is null || (chair.Answer is ChairAnswer.Taken or ChairAnswer.Unknown && _ports.Clock.Now - chair.Since >= ChairAgain))
        {
            _chairs[signature] = new ChairState(ChairAnswer.Asked, _ports.Clock.Now);
            TryChairAsync(LeaseKeys.Chair(signature)).PipeTo(
                Self, Self, taken => new ChairAnswered(signature, taken ? ChairAnswer.Held : ChairAnswer.Taken), _ => new ChairAnswered(signature, ChairAnswer.Unknown));
            return chair is { Answer: ChairAnswer.Taken } ? RemoteTurnRule.Waiting(incident, elsewhere) : new RemoteTurn.NeedsChair();
        }

        return chair.Answer switch
        {
            ChairAnswer.Asked => new RemoteTurn.NeedsChair(),
            ChairAnswer.Taken => RemoteTurnRule.Waiting(incident, elsewhere),
            _ => new RemoteTurn.Free(),
        };
    }

    // A port that throws at once is treated like one whose task fails.
    private async Task<bool> TryChairAsync(string lease) => await _ports.Cluster!.TryLease(lease).ConfigureAwait(false);

    private void OnChairAnswered(ChairAnswered answered)
    {
        LogChair(_ports.Log, answered.Signature, answered.Answer.ToString());
        _chairs[answered.Signature] = new ChairState(answered.Answer, _ports.Clock.Now);
        GiveTurns();
        if (answered.Answer is ChairAnswer.Taken or ChairAnswer.Unknown)
        {
            Context.System.Scheduler.ScheduleTellOnce(ChairAgain, Self, new LookAtTurns(), Self);
        }
    }

    /// <summary>A chair is kept while this node tries, waits for its turn to, or sees whether its cure lasts.</summary>
    private void GiveChairsBack()
    {
        foreach ((string signature, ChairState chair) in _chairs.ToArray())
        {
            bool needed = _ports.Board.Open.Any(incident =>
                incident.SignatureId == signature
                && (_acting.ContainsKey(incident.Id)
                    || _waiting.Any(waiting => waiting.Incident == incident.Id)
                    || (incident.Phase == IncidentPhase.Settling && !Cured(incident))));
            if (needed || chair.Answer == ChairAnswer.Asked)
            {
                continue;
            }

            _chairs.Remove(signature);
            if (chair.Answer == ChairAnswer.Held)
            {
                _ports.Cluster!.Chairs().Tell(new ReleaseChair(signature), Self);
            }
        }
    }

    [LoggerMessage(2613, LogLevel.Debug, "The chair of trouble {Signature}: {Answer}")]
    private static partial void LogChair(ILogger log, string signature, string answer);
}
