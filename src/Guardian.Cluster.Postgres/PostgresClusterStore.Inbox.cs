using System.Collections.Immutable;
using System.Text;

namespace Guardian.Cluster.Postgres;

/// <content>Requests from node to node, and their answers.</content>
public sealed partial class PostgresClusterStore
{
    /// <summary>Parts of a streamed answer that wait to be read; beyond it nobody is thought to read them.</summary>
    private const int MostUnreadParts = 1000;

    /// <summary>Parts that are read in one call.</summary>
    private const int MostPartsAtOnce = 64;

    /// <summary>Characters of an answer that are kept as audit trail.</summary>
    private const int MostHead = 200;

    /// <inheritdoc />
    public Task SendAsync(RemoteRequest request, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(request);
        string everything = string.Concat(request.To, request.From, request.By, request.Method) + request.Path + request.Body;
        if (everything.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("a request cannot hold the character NUL", nameof(request));
        }

        return TruthAsync(
            new ClusterCommand(ClusterSql.Send)
                .With(request.Id).With(request.To).With(request.From).With(request.By).With(request.Method).With(request.Path).With(request.Body)
                .With(request.GiveUpAfter).With(request.Streams),
            stop);
    }

    /// <inheritdoc />
    /// <remarks>What an earlier call of this object marked as begun, but could not bring to its caller, comes with the next call.</remarks>
    public async Task<ImmutableArray<InboxItem>> TakeAsync(Guid session, int most, CancellationToken stop)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        await _deliveries.OneTaker.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            ClusterCommand take = new ClusterCommand(ClusterSql.Take).With(session).With(most).With(_deliveries.Of(session));
            List<InboxItem> items = await RowsAsync(
                take,
                row => new InboxItem(
                    new RemoteRequest
                    {
                        Id = row.GetGuid(0),
                        To = row.GetString(1),
                        From = row.GetString(2),
                        By = row.GetString(3),
                        Method = row.GetString(4),
                        Path = row.GetString(5),
                        Body = row.IsDBNull(6) ? null : row.GetString(6),
                        GiveUpAfter = ClusterStateReader.Span(row.GetInt64(7)),
                        Streams = row.GetBoolean(8),
                    },
                    ClusterStateReader.Moment(row.GetInt64(9)),
                    row.GetBoolean(10)),
                stop).ConfigureAwait(false);
            _deliveries.Add(session, items.Select(item => item.Request.Id));
            return [.. items];
        }
        finally
        {
            _deliveries.OneTaker.Release();
        }
    }

    /// <inheritdoc />
    public async Task<bool> AnswerAsync(Guid id, int part, RemoteAnswer answer, bool last, CancellationToken stop)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(part);
        ArgumentNullException.ThrowIfNull(answer);
        bool wanted = await TruthAsync(
            new ClusterCommand(ClusterSql.Answer)
                .With(id).With(part).With(answer.Status).With(answer.ContentType).With(answer.Body).With(part == 0 ? Head(answer.Body.Span) : null)
                .With(last).With(MostUnreadParts),
            stop).ConfigureAwait(false);
        if (last)
        {
            _deliveries.Remove(id);
        }

        return wanted;
    }

    /// <inheritdoc />
    /// <remarks>
    /// Complete without any part, counted from the first: the request was given up. A question leaves no trace once its answer was read to the
    /// end. Parts of a streamed answer before <paramref name="fromPart"/> count as read and are deleted.
    /// </remarks>
    public async Task<(ImmutableArray<RemoteAnswer> Parts, bool Complete)> ReadAnswerAsync(Guid id, int fromPart, CancellationToken stop)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fromPart);
        List<PartRow> rows = await RowsAsync(
            new ClusterCommand(ClusterSql.ReadAnswer).With(id).With(fromPart).With(MostPartsAtOnce),
            row => new PartRow(
                row.GetBoolean(0),
                row.GetBoolean(1),
                row.IsDBNull(2)
                    ? null
                    : new Part(row.GetInt32(2), new RemoteAnswer(row.GetInt32(3), row.GetString(4), row.GetFieldValue<byte[]>(5)), row.GetBoolean(6))),
            stop).ConfigureAwait(false);

        // A part whose predecessor has not come yet waits for it.
        Part[] parts = [.. rows.Select(row => row.Part).OfType<Part>().TakeWhile((part, index) => part.Number == fromPart + index)];
        bool complete = parts is [.., { Last: true }] || (rows is [{ Over: true, Part: null }]);
        if (complete && rows[0].Question)
        {
            // After the answer is here: when the line breaks in between, it can be read again.
            await TryForgetAsync(id, stop).ConfigureAwait(false);
        }

        return ([.. parts.Select(part => part.Answer)], complete);
    }

    /// <inheritdoc />
    public Task ForgetAsync(Guid id, CancellationToken stop) => TruthAsync(new ClusterCommand(ClusterSql.Forget).With(id), stop);

    /// <inheritdoc />
    public async Task<ImmutableArray<AuditRow>> AuditAsync(int most, CancellationToken stop)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(most);
        return
        [
            .. await RowsAsync(
                new ClusterCommand(ClusterSql.Audit).With((long)most),
                row => new AuditRow(
                    row.GetGuid(0),
                    ClusterStateReader.Moment(row.GetInt64(1)),
                    row.GetString(2),
                    row.GetString(3),
                    row.GetString(4),
                    row.GetString(5),
                    row.IsDBNull(6) ? null : row.GetString(6),
                    row.IsDBNull(7) ? null : row.GetInt32(7),
                    row.IsDBNull(8) ? null : ClusterStateReader.Moment(row.GetInt64(8)),
                    row.GetInt32(9),
                    row.IsDBNull(10) ? null : row.GetString(10)),
                stop).ConfigureAwait(false),
        ];
    }

    private async Task TryForgetAsync(Guid id, CancellationToken stop)
    {
        try
        {
            await ForgetAsync(id, stop).ConfigureAwait(false);
        }
        catch (Exception error) when (error is ClusterUnavailableException or OperationCanceledException)
        {
            // The answer is here, and that is what counts. The question goes when somebody forgets it, or within the hour.
        }
    }

    /// <summary>First words of an answer, on one line.</summary>
    private static string Head(ReadOnlySpan<byte> body)
    {
        string text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, MostHead * 4)]);
        StringBuilder head = new();
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (head.Length >= MostHead)
            {
                break;
            }

            head.Append(Rune.IsControl(rune) ? " " : rune.ToString());
        }

        return head.ToString();
    }

    private sealed record Part(int Number, RemoteAnswer Answer, bool Last);

    private sealed record PartRow(bool Over, bool Question, Part? Part);
}
