namespace Guardian.Persistence.Sql;

/// <summary>Limits of a journal. They are chosen for one node on a small server; tests lower them.</summary>
internal sealed record JournalTuning
{
    /// <summary>How long a statement waits for somebody else's lock.</summary>
    /// <value>Longer than zero; 5 s.</value>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a server may work on one statement. Over a dead connection it takes 2 s more to be found out, and then up to
    /// <see cref="BusyTimeout"/> each for the driver's word to the server and for connecting anew: 22 s in all.
    /// </summary>
    /// <value>1 s or longer; 10 s.</value>
    public TimeSpan ReplyTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a server may work on one statement that changes the schema, and how long an opening waits for others that change it: nodes
    /// that start together wait for each other, and a change may touch every event.
    /// </summary>
    /// <value>1 s or longer; 2 min.</value>
    public TimeSpan MigrationTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>After so long a server ends a transaction whose client says nothing more.</summary>
    /// <value>Longer than zero; 10 s.</value>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Requests that wait for the writer; more callers than that wait to be let in.</summary>
    /// <value>1 or more; 1024.</value>
    public int QueueLimit { get; init; } = 1024;

    /// <summary>Events after which a group commit takes in no further request, so that the first caller does not wait for all others.</summary>
    /// <value>1 or more; 4096.</value>
    public int GroupEvents { get; init; } = 4096;

    /// <summary>Content after which a group commit takes in no further request, in bytes.</summary>
    /// <value>1 or more; 8 MiB.</value>
    public long GroupBytes { get; init; } = 8 << 20;

    /// <summary>Events read at a time; no transaction stays open while the caller works on them.</summary>
    /// <value>1 or more; 1000.</value>
    public int PageEvents { get; init; } = 1000;

    /// <summary>Content after which a page ends early, in bytes.</summary>
    /// <value>1 or more; 4 MiB.</value>
    public long PageBytes { get; init; } = 4 << 20;

    /// <summary>Readings at the same time; further ones wait.</summary>
    /// <value>1 or more; 4.</value>
    public int Readers { get; init; } = 4;

    /// <summary>Old events looked at in one transaction of retention, so that appends wait little.</summary>
    /// <value>1 or more; 250, some milliseconds.</value>
    public int TrimChunk { get; init; } = 250;

    /// <summary>Largest file that is searched for damage when it is opened, in bytes.</summary>
    /// <value>0 or more; 64 MiB, some tenths of a second.</value>
    public long CheckLimit { get; init; } = 64 << 20;

    /// <summary>Length of the write-ahead log at which it is emptied, whatever readers do, in bytes.</summary>
    /// <value>1 or more; 64 MiB.</value>
    public long WalLimit { get; init; } = 64 << 20;
}
