using System.Data.Common;
using Guardian.Testing.Postgres;
using Npgsql;

namespace Guardian.Cluster.Postgres.Tests.History;

/// <summary>Everything that became of sessions and leases, as the database itself saw it: triggers write it down in the same transactions.</summary>
internal sealed class Recorded
{
    private const string Triggers = """
        CREATE TABLE public.record (
          id bigserial PRIMARY KEY, at timestamptz NOT NULL DEFAULT clock_timestamp(),
          name text, session uuid, state text, expires timestamptz, lease interval,
          key text, token bigint, since timestamptz);
        CREATE FUNCTION public.record_session() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          INSERT INTO public.record (name, session, state, expires, lease) VALUES (NEW.name, NEW.session, NEW.state, NEW.expires_at, NEW.lease);
          RETURN NULL; END $$;
        CREATE FUNCTION public.record_lease() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          INSERT INTO public.record (key, session, token, since) VALUES (NEW.key, NEW.session, NEW.token, NEW.since);
          RETURN NULL; END $$;
        CREATE TRIGGER record AFTER INSERT OR UPDATE ON guardian.sessions FOR EACH ROW EXECUTE FUNCTION public.record_session();
        CREATE TRIGGER record AFTER UPDATE ON guardian.leases FOR EACH ROW EXECUTE FUNCTION public.record_lease();
        """;

    private readonly List<SessionRow> _sessions = [];
    private readonly List<LeaseRow> _leases = [];

    /// <summary>Grants, in the order of their commits.</summary>
    internal IEnumerable<LeaseRow> Grants => _leases.Where(row => row.Session is not null);

    internal static Task BeginAsync(ThrowawayDatabase database) => database.ExecuteAsync(Triggers);

    internal static async Task<Recorded> ReadAsync(NpgsqlConnection connection)
    {
        Recorded recorded = new();
        await new ClusterCommand("SELECT id, name, session, state, expires, lease, key, token, since FROM public.record ORDER BY id")
            .RowsAsync(connection, recorded.Add);
        return recorded;
    }

    /// <summary>A session lives without a break from its join to its end, and never again.</summary>
    internal void ShouldNeverRevive()
    {
        foreach (IGrouping<string, SessionRow> node in _sessions.GroupBy(row => row.Name))
        {
            HashSet<Guid> over = [];
            SessionRow? before = null;
            foreach (SessionRow row in node.Where(row => row.Expires > DateTime.UnixEpoch))
            {
                if (before is not null && before.Session != row.Session)
                {
                    over.Add(before.Session);
                }

                if (row.State == "live")
                {
                    over.ShouldNotContain(row.Session, $"{row.Name} was renewed after its end: record {row.Id}");
                    if (before is not null && before.Session == row.Session)
                    {
                        (row.Expires - row.Lease).ShouldBeLessThan(before.Expires, $"{row.Name} was renewed when its lease had ended: record {row.Id}");
                    }
                }
                else
                {
                    over.Add(row.Session);
                }

                before = row;
            }
        }
    }

    /// <summary>The next grant of a key comes after the end of the one before.</summary>
    /// <returns>How many took over from a session whose lease had ended.</returns>
    internal int ShouldNeverOverlap()
    {
        Dictionary<Guid, DateTime> ends = Ends();
        int takeovers = 0;
        foreach (IGrouping<string, LeaseRow> key in _leases.GroupBy(row => row.Key))
        {
            LeaseRow? before = null;
            foreach (LeaseRow row in key)
            {
                // Granted anew to the same membership: it was in doubt whether it had given it back.
                if (row.Session is not null && before is { Session: { } holder } && holder != row.Session)
                {
                    ends[holder].ShouldBeLessThanOrEqualTo(row.Since, $"{row.Key} was granted while it was held: records {before.Id} and {row.Id}");
                    takeovers++;
                }

                before = row;
            }
        }

        return takeovers;
    }

    /// <summary>Tokens grow over all keys.</summary>
    internal void ShouldGrow()
    {
        long last = 0;
        DateTime at = DateTime.MinValue;
        foreach (LeaseRow grant in Grants)
        {
            grant.Token.ShouldBeGreaterThan(last, $"record {grant.Id}");
            grant.Since.ShouldBeGreaterThanOrEqualTo(at, $"record {grant.Id}");
            (last, at) = (grant.Token, grant.Since);
        }
    }

    private long Add(DbDataReader row)
    {
        if (row.IsDBNull(6))
        {
            _sessions.Add(new SessionRow(
                row.GetInt64(0), row.GetString(1), row.GetGuid(2), row.GetString(3), row.GetFieldValue<DateTime>(4), row.GetFieldValue<TimeSpan>(5)));
        }
        else
        {
            _leases.Add(new LeaseRow(
                row.GetInt64(0), row.GetString(6), row.IsDBNull(2) ? null : row.GetGuid(2), row.GetInt64(7), row.GetFieldValue<DateTime>(8)));
        }

        return row.GetInt64(0);
    }

    /// <summary>When each session ended: the last end that it was ever given, or earlier when it left or was replaced.</summary>
    private Dictionary<Guid, DateTime> Ends()
    {
        Dictionary<Guid, DateTime> ends = [];
        foreach (IGrouping<string, SessionRow> node in _sessions.GroupBy(row => row.Name))
        {
            SessionRow? before = null;
            foreach (SessionRow row in node)
            {
                if (row.State == "left")
                {
                    ends[row.Session] = row.Expires;
                }
                else if (row.State == "live" && (!ends.TryGetValue(row.Session, out DateTime end) || row.Expires > end))
                {
                    ends[row.Session] = row.Expires;
                }

                if (before is not null && before.Session != row.Session && row.Expires - row.Lease < ends[before.Session])
                {
                    ends[before.Session] = row.Expires - row.Lease; // replaced by its own node while it ran
                }

                before = row;
            }
        }

        return ends;
    }

    internal sealed record SessionRow(long Id, string Name, Guid Session, string State, DateTime Expires, TimeSpan Lease);

    internal sealed record LeaseRow(long Id, string Key, Guid? Session, long Token, DateTime Since);
}
