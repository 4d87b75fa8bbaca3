using System.Collections.Immutable;

namespace Guardian.Cluster;

/// <summary>Port to what the nodes of a cluster share: members, leases, people's words, inboxes. All time in it is the store's own.</summary>
/// <remarks>
/// <para>Safe for many callers at once. Every call may throw <see cref="ClusterUnavailableException"/>, and does so in bounded time, also over a
/// connection that is silently dead; whether it happened is then not known, and the caller assumes the worse. After
/// <see cref="IAsyncDisposable.DisposeAsync"/> calls throw <see cref="ObjectDisposedException"/>.</para>
/// <para>A lease is held by a membership (a session), and ends with it: there is one renewal for each node, not one for each lease. A
/// session that has ended by the store's clock can never be renewed, whatever the order in which renewals and takeovers reach the store.</para>
/// </remarks>
public interface IClusterStore : IAsyncDisposable
{
    /// <summary>Where it is, for messages, without secrets.</summary>
    string Name { get; }

    /// <summary>Calls back when something has changed, on any thread. What it misses while the line is down is made up for by
    /// <see cref="ClusterSignal.Reconnected"/>.</summary>
    /// <param name="node">Whose inbox and answers are listened for.</param>
    /// <param name="heard">Must return at once and not throw.</param>
    /// <returns>Ends the listening.</returns>
    IDisposable Listen(string node, Action<ClusterSignal> heard);

    /// <summary>Begins a membership. An earlier one of the same node ends with it: its process must be dead by then, and what it held stopped.</summary>
    /// <param name="card">Who joins.</param>
    /// <param name="stop">Gives up waiting.</param>
    /// <returns>The membership; refused when another node (of another <see cref="NodeCard.Home"/>) with that name is live.</returns>
    Task<JoinResult> JoinAsync(NodeCard card, CancellationToken stop);

    /// <summary>Renews a membership for one more length of its lease from now on, and buries members whose lease has ended.</summary>
    /// <param name="session">The membership.</param>
    /// <param name="load">How busy the node is.</param>
    /// <param name="knownVersion">Version of the state that the caller knows.</param>
    /// <param name="stop">Gives up waiting; it may or may not have been renewed then.</param>
    /// <returns>What is new; null when the membership has ended: everything that it held may be held by others.</returns>
    Task<Renewal?> RenewAsync(Guid session, NodeLoad load, long knownVersion, CancellationToken stop);

    /// <summary>Tells other definitions of floating workers (after a reload) without a new membership.</summary>
    /// <param name="session">The membership.</param>
    /// <param name="card">The new card; name and home are not changed.</param>
    /// <param name="stop">Gives up waiting.</param>
    /// <returns>False when the membership has ended.</returns>
    Task<bool> UpdateAsync(Guid session, NodeCard card, CancellationToken stop);

    /// <summary>Ends a membership in order, with everything it still holds.</summary>
    /// <param name="session">The membership; one that has ended is left alone.</param>
    /// <param name="stop">Gives up waiting.</param>
    /// <returns>When it is done.</returns>
    Task LeaveAsync(Guid session, CancellationToken stop);

    /// <summary>The cluster as it is now, with loads.</summary>
    /// <param name="stop">Gives up waiting.</param>
    /// <returns>The state.</returns>
    Task<ClusterView> ReadAsync(CancellationToken stop);

    /// <summary>Takes a lease that nobody holds, or that the caller holds already (which gives the same token again).</summary>
    /// <param name="session">Who takes it.</param>
    /// <param name="key">What it is about.</param>
    /// <param name="stop">Gives up waiting; it may or may not have been granted then, and ends with the membership at the latest.</param>
    /// <returns>The grant; null when another membership holds it, it is reserved for another node, or the caller's membership has ended.</returns>
    Task<LeaseGrant?> AcquireAsync(Guid session, string key, CancellationToken stop);

    /// <summary>Gives a lease back. What it was about must have been stopped before.</summary>
    /// <param name="session">Who holds it.</param>
    /// <param name="grant">The grant; one that has ended, or was granted anew since, is left alone.</param>
    /// <param name="reservedFor">Node that may take it first; null for nobody.</param>
    /// <param name="reserve">How long that node goes first.</param>
    /// <param name="stop">Gives up waiting.</param>
    /// <returns>When it is done.</returns>
    Task ReleaseAsync(Guid session, LeaseGrant grant, string? reservedFor, TimeSpan reserve, CancellationToken stop);

    /// <summary>Asks that a node holds nothing that floats, or takes that back. It outlives restarts of the node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="draining">Whether it is to drain.</param>
    /// <param name="stop">Gives up waiting.</param>
    /// <returns>False when there is no such member.</returns>
    Task<bool> DrainAsync(string node, bool draining, CancellationToken stop);

    /// <summary>Declares that a node whose lease has ended will not come back: it is no longer expected, and its inbox is given up.</summary>
    /// <param name="node">The node.</param>
    /// <param name="stop">Gives up waiting.</param>
    /// <returns>How it stands now: <see cref="MemberState.Down"/> when it is done, <see cref="MemberState.Live"/> when it was refused because its
    /// lease runs; null when there is no such member.</returns>
    Task<MemberState?> DownAsync(string node, CancellationToken stop);

    /// <summary>Keeps a person's word about a floating worker.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="run">Whether it is to run.</param>
    /// <param name="instances">How many instances on each node that runs it; null for what the definition says.</param>
    /// <param name="by">Who says so.</param>
    /// <param name="stop">Gives up waiting.</param>
    /// <returns>When it is durable.</returns>
    Task IntendAsync(string worker, bool run, int? instances, string by, CancellationToken stop);

    /// <summary>Puts a request into a node's inbox.</summary>
    /// <param name="request">The request; when one with its id is there already, nothing happens.</param>
    /// <param name="stop">Gives up waiting.</param>
    /// <returns>When it is durable.</returns>
    Task SendAsync(RemoteRequest request, CancellationToken stop);

    /// <summary>Takes the requests that wait for a node, oldest first, and marks them as begun. What is older than its own time is given up
    /// instead.</summary>
    /// <param name="session">The node's membership: only its present one may take.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="stop">Gives up waiting.</param>
    /// <returns>The requests; those begun by an earlier membership come again.</returns>
    Task<ImmutableArray<InboxItem>> TakeAsync(Guid session, int most, CancellationToken stop);

    /// <summary>Answers a request, or gives a part of the answer.</summary>
    /// <param name="id">The request.</param>
    /// <param name="part">Number of the part, from 0; the same part twice counts once.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="last">Whether it is the last part: the request is done.</param>
    /// <param name="stop">Gives up waiting.</param>
    /// <returns>False when nobody waits for it any more.</returns>
    Task<bool> AnswerAsync(Guid id, int part, RemoteAnswer answer, bool last, CancellationToken stop);

    /// <summary>Reads the parts of an answer that have come.</summary>
    /// <param name="id">The request.</param>
    /// <param name="fromPart">First part wanted.</param>
    /// <param name="stop">Gives up waiting.</param>
    /// <returns>The parts in order, and whether the last one is among them.</returns>
    Task<(ImmutableArray<RemoteAnswer> Parts, bool Complete)> ReadAnswerAsync(Guid id, int fromPart, CancellationToken stop);

    /// <summary>Says that nobody waits for an answer any more. A command that was not begun is still carried out; a question is dropped.</summary>
    /// <param name="id">The request.</param>
    /// <param name="stop">Gives up waiting.</param>
    /// <returns>When it is done.</returns>
    Task ForgetAsync(Guid id, CancellationToken stop);

    /// <summary>Commands that went from node to node, newest first.</summary>
    /// <param name="most">How many at most.</param>
    /// <param name="stop">Gives up waiting.</param>
    /// <returns>The rows.</returns>
    Task<ImmutableArray<AuditRow>> AuditAsync(int most, CancellationToken stop);

    /// <summary>Deletes what is over: answered requests, members that left or are down, leases that nobody holds.</summary>
    /// <param name="olderThan">What has been over for longer goes; longer than zero.</param>
    /// <param name="stop">Ends the work early.</param>
    /// <returns>Rows deleted.</returns>
    Task<long> TidyAsync(TimeSpan olderThan, CancellationToken stop);
}
