namespace Guardian.Cluster.Postgres;

/// <summary>The steps of the schema, with all functions that nodes call.</summary>
/// <remarks>
/// <para>What changes something is a function, and one call of it is one statement and one transaction: no lock is ever held while a node
/// is waited for, be it slow, frozen or cut off. The rules of all functions:</para>
/// <para>Order of locks: a lease, sessions in order of name, a member, requests in order of number, the state (last, see changed()). Nobody
/// waits for an earlier kind while holding a later one; who must (bury()) skips what is locked.</para>
/// <para>A clock is read after the locks that it decides about are held, never before, and it is clock_timestamp(): now() stands still
/// at the start of the transaction, which may have waited long.</para>
/// <para>Steps are added to, never changed. Nodes of several versions use one schema at the same time: a step adds tables, columns with
/// defaults, and functions; a function whose parameters or results change gets a new name. A step that older programs cannot live with
/// sets Needs to its own number.</para>
/// </remarks>
internal static class ClusterSteps
{
    /// <summary>From the first to the newest.</summary>
    internal static IReadOnlyList<ClusterMigration> All { get; } = [new ClusterMigration(1, "members, leases, inbox", Needs: 1, First)];

    /// <summary>The first step. Times go in and out as microseconds.</summary>
    private const string First = """
        CREATE SEQUENCE IF NOT EXISTS guardian.fencing_tokens;
        CREATE SEQUENCE IF NOT EXISTS guardian.join_tickets;

        -- One row: the number of the state. Who changes something that nodes act on counts it up as the last thing before the commit, and so
        -- holds its row lock through the commit: changes become visible in the order of their numbers, and who has seen number n has seen
        -- everything up to n. (NOTIFY lets only one transaction commit at a time as well, so little is lost by it.)
        CREATE TABLE IF NOT EXISTS guardian.cluster_state (
          one boolean PRIMARY KEY DEFAULT true CHECK (one),
          version bigint NOT NULL);
        INSERT INTO guardian.cluster_state (version) VALUES (1) ON CONFLICT DO NOTHING;

        -- What each node is, written when it joins.
        CREATE TABLE IF NOT EXISTS guardian.members (
          name text COLLATE "C" PRIMARY KEY,
          home uuid NOT NULL,
          version text NOT NULL,
          roles json NOT NULL,
          host text NOT NULL,
          floating json NOT NULL,
          draining boolean NOT NULL DEFAULT false,
          joined_at timestamptz NOT NULL,
          -- Numbers of the last join and of the last update since, so that a delayed earlier one changes nothing any more.
          ticket bigint NOT NULL,
          revision bigint NOT NULL);

        -- Whether each node lives: the one row that every renewal writes, apart from members to be short. No index but those on name and
        -- session, and free space on its pages: then a renewal touches no index (HOT) and leaves nothing for a vacuum.
        CREATE TABLE IF NOT EXISTS guardian.sessions (
          name text COLLATE "C" PRIMARY KEY,
          session uuid NOT NULL UNIQUE,
          state text NOT NULL,
          lease interval NOT NULL,
          expires_at timestamptz NOT NULL,
          ended_at timestamptz,
          cpu float8, memory float8, workers int, instances int, health text, score int)
          WITH (fillfactor = 40);

        -- A lease is held when its session is the present one of its node, and that is live. Nothing is written here when a node is lost.
        CREATE TABLE IF NOT EXISTS guardian.leases (
          key text COLLATE "C" PRIMARY KEY,
          node text COLLATE "C",
          session uuid,
          token bigint NOT NULL DEFAULT 0,
          since timestamptz NOT NULL DEFAULT clock_timestamp(),
          reserved_for text COLLATE "C",
          reserved_until timestamptz);

        CREATE TABLE IF NOT EXISTS guardian.intents (
          worker text COLLATE "C" PRIMARY KEY,
          run boolean NOT NULL,
          instances int,
          by_whom text NOT NULL,
          at timestamptz NOT NULL);

        CREATE TABLE IF NOT EXISTS guardian.requests (
          id uuid PRIMARY KEY,
          number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
          to_node text COLLATE "C" NOT NULL,
          from_node text COLLATE "C" NOT NULL,
          by_whom text NOT NULL,
          method text NOT NULL,
          path text NOT NULL,
          body text,
          streams boolean NOT NULL,
          at timestamptz NOT NULL,
          give_up_at timestamptz NOT NULL,
          session uuid, -- the membership that began it
          runs int NOT NULL DEFAULT 0,
          done_at timestamptz,
          given_up boolean NOT NULL DEFAULT false,
          forgotten boolean NOT NULL DEFAULT false,
          status int,
          answer text);
        CREATE INDEX IF NOT EXISTS requests_waiting ON guardian.requests (to_node, number) WHERE done_at IS NULL;
        CREATE INDEX IF NOT EXISTS requests_done ON guardian.requests (done_at) WHERE done_at IS NOT NULL;
        CREATE INDEX IF NOT EXISTS requests_questions ON guardian.requests (give_up_at) WHERE method = 'GET';

        CREATE TABLE IF NOT EXISTS guardian.answers (
          request uuid NOT NULL REFERENCES guardian.requests ON DELETE CASCADE,
          part int NOT NULL,
          status int NOT NULL,
          content_type text NOT NULL,
          body bytea NOT NULL,
          last boolean NOT NULL,
          PRIMARY KEY (request, part));

        CREATE OR REPLACE FUNCTION guardian.us(p_at timestamptz) RETURNS bigint LANGUAGE sql STABLE AS
        $$ SELECT (extract(epoch FROM p_at) * 1000000)::bigint $$;

        CREATE OR REPLACE FUNCTION guardian.us(p_span interval) RETURNS bigint LANGUAGE sql STABLE AS
        $$ SELECT (extract(epoch FROM p_span) * 1000000)::bigint $$;

        -- The last thing that a changing transaction does, but for what needs its lock.
        CREATE OR REPLACE FUNCTION guardian.changed() RETURNS bigint LANGUAGE plpgsql AS $$
        DECLARE
          v_version bigint;
        BEGIN
          UPDATE guardian.cluster_state SET version = version + 1 RETURNING version INTO v_version;
          PERFORM pg_notify('guardian_cluster', v_version::text);
          RETURN v_version;
        END $$;

        -- The state and its number, of one moment: one statement, one snapshot. "live" is what is recorded, and ends with bury() and the like:
        -- a renewal may be about to commit, so who only looks at the clock cannot tell.
        CREATE OR REPLACE FUNCTION guardian.state(OUT o_version bigint, OUT o_state text) LANGUAGE sql AS $$
          WITH clock AS MATERIALIZED (SELECT clock_timestamp() AS at)
          SELECT cluster_state.version, json_build_object(
            'at', guardian.us(clock.at),
            'members', (SELECT json_agg(json_build_object(
                'name', s.name, 'session', s.session, 'state', s.state, 'draining', m.draining, 'version', m.version, 'roles', m.roles,
                'host', m.host, 'lease', guardian.us(s.lease), 'remaining', guardian.us(s.expires_at - clock.at),
                'joined', guardian.us(m.joined_at), 'floating', m.floating, 'cpu', s.cpu, 'memory', s.memory, 'workers', s.workers,
                'instances', s.instances, 'health', s.health, 'score', s.score))
              FROM guardian.sessions s JOIN guardian.members m USING (name)),
            'leases', (SELECT json_agg(json_build_object(
                'key', l.key, 'node', l.node, 'session', l.session, 'token', l.token, 'since', guardian.us(l.since),
                'held', s.name IS NOT NULL,
                'reservedFor', CASE WHEN l.reserved_until > clock.at THEN l.reserved_for END))
              FROM guardian.leases l LEFT JOIN guardian.sessions s ON s.session = l.session AND s.state = 'live'
              WHERE l.token > 0),
            'intents', (SELECT json_agg(json_build_object(
                'worker', i.worker, 'run', i.run, 'instances', i.instances, 'by', i.by_whom, 'at', guardian.us(i.at)))
              FROM guardian.intents i))::text
          FROM guardian.cluster_state, clock
        $$;

        -- Marks as lost those whose lease has ended; true when there were any. Reads only, when there are none.
        CREATE OR REPLACE FUNCTION guardian.bury() RETURNS boolean LANGUAGE plpgsql AS $$
        DECLARE
          v_lock_timeout text := current_setting('lock_timeout');
          v_count int;
        BEGIN
          IF NOT EXISTS (SELECT FROM guardian.sessions WHERE state = 'live' AND expires_at <= clock_timestamp()) THEN
            RETURN false;
          END IF;

          -- The caller may be renewing, and that must not fail because somebody sits on the state: the next caller buries.
          BEGIN
            PERFORM set_config('lock_timeout', '250ms', true);
            -- Who is locked is being renewed, taken over from, or buried by another. Its row is read again once it is locked, and an ended
            -- lease does not come back to life: so the clock in the condition is late enough.
            WITH dead AS MATERIALIZED (
              SELECT name FROM guardian.sessions WHERE state = 'live' AND expires_at <= clock_timestamp() ORDER BY name FOR UPDATE SKIP LOCKED)
            UPDATE guardian.sessions s SET state = 'lost', ended_at = s.expires_at FROM dead WHERE s.name = dead.name;
            GET DIAGNOSTICS v_count = ROW_COUNT;
            IF v_count > 0 THEN
              PERFORM guardian.changed();
            END IF;
          EXCEPTION WHEN lock_not_available THEN
            v_count := 0;
          END;
          PERFORM set_config('lock_timeout', v_lock_timeout, true);
          RETURN v_count > 0;
        END $$;

        CREATE OR REPLACE FUNCTION guardian.read_state(OUT o_version bigint, OUT o_state text) LANGUAGE plpgsql AS $$
        BEGIN
          PERFORM guardian.bury();
          SELECT s.o_version, s.o_state INTO o_version, o_state FROM guardian.state() s;
        END $$;

        -- p_ticket: from join_tickets, taken just before. A join that was given up by its caller may still arrive, after the next one: it would end
        -- the newer membership.
        CREATE OR REPLACE FUNCTION guardian.join_member(
          p_ticket bigint, p_session uuid, p_name text, p_home uuid, p_version text, p_roles text, p_host text, p_lease bigint, p_floating text,
          OUT o_refused text, OUT o_host text, OUT o_remaining bigint, OUT o_version bigint, OUT o_state text) LANGUAGE plpgsql AS $$
        DECLARE
          v_session guardian.sessions;
          v_member guardian.members;
          v_lease interval := p_lease * interval '1 microsecond';
          v_now timestamptz;
        BEGIN
          LOOP
            SELECT * INTO v_session FROM guardian.sessions WHERE name = p_name FOR UPDATE;
            EXIT WHEN FOUND;
            INSERT INTO guardian.sessions (name, session, state, lease, expires_at) VALUES (p_name, p_session, 'left', v_lease, '-infinity')
              ON CONFLICT DO NOTHING;
          END LOOP;
          v_now := clock_timestamp();
          SELECT * INTO v_member FROM guardian.members WHERE name = p_name; -- guarded by the lock on its session
          IF FOUND AND v_member.home <> p_home AND v_session.state = 'live' AND v_session.expires_at > v_now THEN
            o_refused := 'live';
            o_host := v_member.host;
            o_remaining := guardian.us(v_session.expires_at - v_now);
            RETURN;
          END IF;
          IF FOUND AND v_member.home = p_home AND v_member.ticket > p_ticket THEN
            o_refused := 'late';
            RETURN;
          END IF;

          UPDATE guardian.sessions SET session = p_session, state = 'live', lease = v_lease, expires_at = v_now + v_lease, ended_at = NULL,
              cpu = NULL, memory = NULL, workers = NULL, instances = NULL, health = NULL, score = NULL
            WHERE name = p_name;
          INSERT INTO guardian.members (name, home, version, roles, host, floating, joined_at, ticket, revision)
            VALUES (p_name, p_home, p_version, p_roles::json, p_host, p_floating::json, v_now, p_ticket, 0)
            ON CONFLICT (name) DO UPDATE SET home = p_home, version = p_version, roles = p_roles::json, host = p_host,
              floating = p_floating::json, joined_at = v_now, ticket = p_ticket, revision = 0;
          PERFORM guardian.bury();
          PERFORM guardian.changed();
          SELECT s.o_version, s.o_state INTO o_version, o_state FROM guardian.state() s;
        END $$;

        -- All a node does at rest: two rows locked or written, one short table read. No row: the membership has ended.
        CREATE OR REPLACE FUNCTION guardian.renew(
          p_session uuid, p_cpu float8, p_memory float8, p_workers int, p_instances int, p_health text, p_score int, p_known bigint)
          RETURNS TABLE (o_version bigint, o_next bigint, o_needs int, o_state text) LANGUAGE plpgsql AS $$
        DECLARE
          v_session guardian.sessions;
          v_now timestamptz;
          v_first timestamptz;
        BEGIN
          -- The lock first, and in a statement of its own: an UPDATE with the clock in its condition would read the clock, then wait for the
          -- lock, and then renew what somebody has taken over meanwhile. Not FOR UPDATE: that would wait for the node's own grants.
          SELECT * INTO v_session FROM guardian.sessions WHERE session = p_session FOR NO KEY UPDATE;
          IF NOT FOUND OR v_session.state <> 'live' THEN
            RETURN;
          END IF;
          v_now := clock_timestamp(); -- once: it is live at the very moment from which it is renewed
          IF v_session.expires_at <= v_now THEN
            RETURN;
          END IF;
          UPDATE guardian.sessions SET expires_at = v_now + lease,
              cpu = p_cpu, memory = p_memory, workers = p_workers, instances = p_instances, health = p_health, score = p_score
            WHERE name = v_session.name;

          SELECT min(expires_at) INTO v_first FROM guardian.sessions WHERE state = 'live' AND name <> v_session.name;
          IF v_first <= clock_timestamp() THEN
            PERFORM guardian.bury();
            SELECT min(expires_at) INTO v_first FROM guardian.sessions WHERE state = 'live' AND name <> v_session.name;
          END IF;
          o_next := CASE WHEN v_first IS NOT NULL THEN greatest(guardian.us(v_first - clock_timestamp()), 0) END;
          SELECT version INTO o_version FROM guardian.cluster_state;
          SELECT max(needs) INTO o_needs FROM guardian.cluster_versions;
          IF o_version <> p_known THEN
            SELECT s.o_version, s.o_state INTO o_version, o_state FROM guardian.state() s;
          END IF;
          RETURN NEXT;
        END $$;

        -- The length of the lease stays as it was at the join: a node that does not hear the answer would not know how long it has.
        CREATE OR REPLACE FUNCTION guardian.update_member(
          p_session uuid, p_revision bigint, p_version text, p_roles text, p_host text, p_floating text) RETURNS boolean LANGUAGE plpgsql AS $$
        DECLARE
          v_session guardian.sessions;
        BEGIN
          SELECT * INTO v_session FROM guardian.sessions WHERE session = p_session FOR KEY SHARE;
          IF NOT FOUND OR v_session.state <> 'live' OR v_session.expires_at <= clock_timestamp() THEN
            RETURN false;
          END IF;
          UPDATE guardian.members SET version = p_version, roles = p_roles::json, host = p_host, floating = p_floating::json, revision = p_revision
            WHERE name = v_session.name AND revision < p_revision;
          IF FOUND THEN
            PERFORM guardian.changed();
          END IF;
          RETURN true;
        END $$;

        CREATE OR REPLACE FUNCTION guardian.leave(p_session uuid) RETURNS boolean LANGUAGE plpgsql AS $$
        DECLARE
          v_session guardian.sessions;
          v_now timestamptz;
        BEGIN
          SELECT * INTO v_session FROM guardian.sessions WHERE session = p_session FOR UPDATE;
          v_now := clock_timestamp();
          IF NOT FOUND OR v_session.state <> 'live' OR v_session.expires_at <= v_now THEN
            RETURN false;
          END IF;
          UPDATE guardian.sessions SET state = 'left', expires_at = v_now, ended_at = v_now WHERE name = v_session.name;
          PERFORM guardian.changed();
          RETURN true;
        END $$;

        -- The token, or null. The order here is what keeps two nodes from holding one lease.
        -- p_doubt: token of this membership that may have been given back: its release got no answer, and may still arrive. It is granted anew,
        -- so that the release finds another token and does nothing.
        CREATE OR REPLACE FUNCTION guardian.acquire(p_session uuid, p_key text, p_doubt bigint) RETURNS bigint LANGUAGE plpgsql AS $$
        DECLARE
          v_me text;
          v_lease guardian.leases;
          v_held boolean;
          v_holder guardian.sessions;
          v_now timestamptz;
          v_token bigint;
        BEGIN
          -- Most answers are no, and cost neither lock nor write: what is live by a committed row is live; a renewal on its way only adds to it.
          SELECT name INTO v_me FROM guardian.sessions WHERE session = p_session AND state = 'live' AND expires_at > clock_timestamp();
          IF NOT FOUND THEN
            RETURN NULL;
          END IF;
          SELECT EXISTS (SELECT FROM guardian.sessions s WHERE s.session = l.session AND s.state = 'live' AND s.expires_at > clock_timestamp()),
              l.node, l.session, l.token, l.reserved_for, l.reserved_until
            INTO v_held, v_lease.node, v_lease.session, v_lease.token, v_lease.reserved_for, v_lease.reserved_until
            FROM guardian.leases l WHERE l.key = p_key;
          IF v_held AND v_lease.session <> p_session THEN
            RETURN NULL;
          END IF;
          IF v_held AND v_lease.token IS DISTINCT FROM p_doubt THEN
            RETURN v_lease.token;
          END IF;
          IF v_lease.reserved_for <> v_me AND v_lease.reserved_until > clock_timestamp() THEN
            RETURN NULL;
          END IF;

          -- First the lease: of several that want it one goes on, the others wait here and then see what became of it.
          LOOP
            SELECT * INTO v_lease FROM guardian.leases WHERE key = p_key FOR UPDATE;
            EXIT WHEN FOUND;
            INSERT INTO guardian.leases (key) VALUES (p_key) ON CONFLICT DO NOTHING;
          END LOOP;

          -- Then the holder's session: this waits for a renewal of it that has not committed yet, and reads the row again after it. Whatever
          -- renews it later finds it ended. One's own session is locked against its end, not against its renewal. In order of name.
          IF v_lease.node < v_me THEN
            SELECT * INTO v_holder FROM guardian.sessions WHERE name = v_lease.node FOR UPDATE;
          END IF;
          PERFORM FROM guardian.sessions WHERE session = p_session AND state = 'live' FOR KEY SHARE;
          IF NOT FOUND THEN
            RETURN NULL;
          END IF;
          IF v_lease.node > v_me THEN
            SELECT * INTO v_holder FROM guardian.sessions WHERE name = v_lease.node FOR UPDATE;
          END IF;

          -- Only now the clock.
          v_now := clock_timestamp();
          PERFORM FROM guardian.sessions WHERE session = p_session AND expires_at > v_now;
          IF NOT FOUND THEN
            RETURN NULL;
          END IF;
          IF v_lease.session = p_session AND v_lease.token IS DISTINCT FROM p_doubt THEN
            RETURN v_lease.token; -- granted to the same membership while this call waited
          END IF;
          IF v_holder.session = v_lease.session AND v_holder.state = 'live' THEN
            IF v_holder.expires_at > v_now THEN
              RETURN NULL;
            END IF;
            -- On record before anything of it is given away: then it stays ended even if the clock is set back.
            UPDATE guardian.sessions SET state = 'lost', ended_at = expires_at WHERE name = v_holder.name;
          END IF;
          IF v_lease.reserved_for <> v_me AND v_lease.reserved_until > v_now THEN
            RETURN NULL;
          END IF;

          -- The token is drawn under the lock that all grants hold through their commit: so tokens grow in the order of the grants, whatever key.
          PERFORM guardian.changed();
          v_now := clock_timestamp();
          PERFORM FROM guardian.sessions WHERE session = p_session AND expires_at > v_now;
          IF NOT FOUND THEN
            RETURN NULL;
          END IF;
          v_token := nextval('guardian.fencing_tokens');
          UPDATE guardian.leases SET node = v_me, session = p_session, token = v_token, since = v_now, reserved_for = NULL, reserved_until = NULL
            WHERE key = p_key;
          RETURN v_token;
        END $$;

        CREATE OR REPLACE FUNCTION guardian.release(p_session uuid, p_key text, p_token bigint, p_reserved_for text, p_reserve bigint)
          RETURNS boolean LANGUAGE plpgsql AS $$
        DECLARE
          v_now timestamptz;
        BEGIN
          PERFORM FROM guardian.leases WHERE key = p_key AND token = p_token AND session = p_session FOR UPDATE;
          IF NOT FOUND THEN
            RETURN false;
          END IF;
          v_now := clock_timestamp();
          PERFORM FROM guardian.sessions WHERE session = p_session AND state = 'live' AND expires_at > v_now;
          IF NOT FOUND THEN
            RETURN false;
          END IF;
          UPDATE guardian.leases SET node = NULL, session = NULL, since = v_now, reserved_for = p_reserved_for,
              reserved_until = CASE WHEN p_reserved_for IS NOT NULL THEN v_now + p_reserve * interval '1 microsecond' END
            WHERE key = p_key;
          PERFORM guardian.changed();
          RETURN true;
        END $$;

        CREATE OR REPLACE FUNCTION guardian.drain(p_name text, p_draining boolean) RETURNS boolean LANGUAGE plpgsql AS $$
        BEGIN
          UPDATE guardian.members SET draining = p_draining WHERE name = p_name AND draining <> p_draining;
          IF FOUND THEN
            PERFORM guardian.changed();
            RETURN true;
          END IF;
          RETURN EXISTS (SELECT FROM guardian.members WHERE name = p_name);
        END $$;

        -- Ends requests that are not carried out any more, and wakes those who wait for them.
        CREATE OR REPLACE FUNCTION guardian.give_up(p_ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
          UPDATE guardian.requests SET done_at = clock_timestamp(), given_up = true WHERE id = ANY (p_ids) AND done_at IS NULL;
          PERFORM pg_notify('guardian_answer', from_node) FROM guardian.requests WHERE id = ANY (p_ids) AND NOT forgotten;
        END $$;

        -- How the member stands now, or null.
        CREATE OR REPLACE FUNCTION guardian.down(p_name text) RETURNS text LANGUAGE plpgsql AS $$
        DECLARE
          v_session guardian.sessions;
          v_now timestamptz;
        BEGIN
          SELECT * INTO v_session FROM guardian.sessions WHERE name = p_name FOR UPDATE;
          IF NOT FOUND THEN
            RETURN NULL;
          END IF;
          v_now := clock_timestamp();
          IF v_session.state = 'live' AND v_session.expires_at > v_now THEN
            RETURN 'live';
          END IF;
          IF v_session.state <> 'down' THEN
            UPDATE guardian.sessions SET state = 'down', ended_at = coalesce(ended_at, expires_at) WHERE name = p_name;
          END IF;
          PERFORM guardian.give_up(array(
            SELECT id FROM guardian.requests WHERE to_node = p_name AND done_at IS NULL ORDER BY number FOR UPDATE));
          IF v_session.state <> 'down' THEN
            PERFORM guardian.changed();
          END IF;
          RETURN 'down';
        END $$;

        CREATE OR REPLACE FUNCTION guardian.intend(p_worker text, p_run boolean, p_instances int, p_by text) RETURNS boolean LANGUAGE plpgsql AS $$
        BEGIN
          INSERT INTO guardian.intents (worker, run, instances, by_whom, at) VALUES (p_worker, p_run, p_instances, p_by, clock_timestamp())
            ON CONFLICT (worker) DO UPDATE SET run = p_run, instances = p_instances, by_whom = p_by, at = clock_timestamp();
          PERFORM guardian.changed();
          RETURN true;
        END $$;

        CREATE OR REPLACE FUNCTION guardian.send(
          p_id uuid, p_to text, p_from text, p_by text, p_method text, p_path text, p_body text, p_give_up bigint, p_streams boolean)
          RETURNS boolean LANGUAGE plpgsql AS $$
        DECLARE
          v_now timestamptz := clock_timestamp();
        BEGIN
          INSERT INTO guardian.requests (id, to_node, from_node, by_whom, method, path, body, streams, at, give_up_at)
            VALUES (p_id, p_to, p_from, p_by, p_method, p_path, p_body, p_streams, v_now, v_now + p_give_up * interval '1 microsecond')
            ON CONFLICT (id) DO NOTHING;
          IF NOT FOUND THEN
            RETURN false;
          END IF;
          PERFORM pg_notify('guardian_inbox', p_to);
          -- Questions whose asker died before it could say that it waits no more: an hour is long enough for every answer.
          DELETE FROM guardian.requests r WHERE r.id IN (
            SELECT q.id FROM guardian.requests q
              WHERE q.method = 'GET' AND q.give_up_at < v_now - interval '1 hour'
                AND NOT (q.streams AND EXISTS (SELECT FROM guardian.sessions s WHERE s.name = q.from_node AND s.state = 'live'))
              LIMIT 10 FOR UPDATE SKIP LOCKED);
          RETURN true;
        END $$;

        -- p_delivered: what this membership was handed and has not answered. What it began and is not among these never reached it, because the
        -- answer to an earlier call was lost: it comes now, and counts as begun once.
        CREATE OR REPLACE FUNCTION guardian.take(p_session uuid, p_most int, p_delivered uuid[])
          RETURNS TABLE (o_id uuid, o_to text, o_from text, o_by text, o_method text, o_path text, o_body text, o_give_up bigint,
            o_streams boolean, o_at bigint, o_begun boolean) LANGUAGE plpgsql AS $$
        DECLARE
          v_me text;
        BEGIN
          SELECT name INTO v_me FROM guardian.sessions WHERE session = p_session AND state = 'live' AND expires_at > clock_timestamp();
          IF NOT FOUND OR NOT EXISTS (
              SELECT FROM guardian.requests WHERE to_node = v_me AND done_at IS NULL AND (session IS DISTINCT FROM p_session OR id <> ALL (p_delivered))) THEN
            RETURN;
          END IF;
          PERFORM FROM guardian.sessions WHERE session = p_session AND state = 'live' FOR KEY SHARE;
          IF NOT FOUND THEN
            RETURN;
          END IF;
          PERFORM guardian.give_up(array(
            SELECT id FROM guardian.requests
              WHERE to_node = v_me AND done_at IS NULL AND session IS DISTINCT FROM p_session AND give_up_at <= clock_timestamp()
              ORDER BY number FOR UPDATE));
          RETURN QUERY
            -- Materialized, so that exactly the rows that were locked are changed.
            WITH waiting AS MATERIALIZED (
              SELECT id FROM guardian.requests
                WHERE to_node = v_me AND done_at IS NULL AND (session IS DISTINCT FROM p_session OR id <> ALL (p_delivered))
                ORDER BY number LIMIT p_most FOR UPDATE),
            begun AS (
              UPDATE guardian.requests r SET session = p_session, runs = r.runs + CASE WHEN r.session IS DISTINCT FROM p_session THEN 1 ELSE 0 END
                FROM waiting WHERE r.id = waiting.id RETURNING r.*)
            SELECT id, to_node, from_node, by_whom, method, path, body, guardian.us(give_up_at - at), streams, guardian.us(at), runs > 1
              FROM begun ORDER BY number;
        END $$;

        CREATE OR REPLACE FUNCTION guardian.answer(
          p_id uuid, p_part int, p_status int, p_type text, p_body bytea, p_head text, p_last boolean, p_most int) RETURNS boolean LANGUAGE plpgsql AS $$
        DECLARE
          v_request guardian.requests;
        BEGIN
          SELECT * INTO v_request FROM guardian.requests WHERE id = p_id FOR UPDATE;
          IF NOT FOUND THEN
            RETURN false;
          END IF;
          -- Who asks for an answer without end and reads no more of it, or is gone, waits no more.
          IF v_request.streams AND v_request.done_at IS NULL AND (
              (SELECT count(*) FROM guardian.answers WHERE request = p_id) >= p_most
              OR EXISTS (SELECT FROM guardian.sessions WHERE name = v_request.from_node AND (state <> 'live' OR expires_at <= clock_timestamp()))) THEN
            PERFORM guardian.forget(p_id);
            v_request.forgotten := true;
          END IF;
          -- What became of a command is kept, whether or not somebody waits. Only for it: a question may be gone.
          UPDATE guardian.requests SET answer = CASE WHEN p_part = 0 THEN p_head ELSE answer END,
              status = CASE WHEN p_last THEN p_status ELSE status END,
              done_at = CASE WHEN p_last AND (done_at IS NULL OR given_up) THEN clock_timestamp() ELSE done_at END,
              given_up = given_up AND NOT p_last
            WHERE id = p_id AND (p_part = 0 OR p_last) AND (done_at IS NULL OR given_up);
          IF v_request.forgotten OR v_request.given_up THEN
            RETURN false;
          END IF;
          INSERT INTO guardian.answers (request, part, status, content_type, body, last)
            VALUES (p_id, p_part, p_status, p_type, p_body, p_last) ON CONFLICT DO NOTHING;
          PERFORM pg_notify('guardian_answer', v_request.from_node);
          RETURN true;
        END $$;

        -- One row for each part, or one without a part; none when the request is not known. o_over: nothing comes after what is there.
        CREATE OR REPLACE FUNCTION guardian.read_answer(p_id uuid, p_from int, p_most int)
          RETURNS TABLE (o_over boolean, o_question boolean, o_part int, o_status int, o_type text, o_body bytea, o_last boolean) LANGUAGE plpgsql AS $$
        DECLARE
          v_request guardian.requests;
        BEGIN
          SELECT * INTO v_request FROM guardian.requests WHERE id = p_id;
          IF NOT FOUND THEN
            RETURN;
          END IF;
          IF v_request.done_at IS NULL AND v_request.session IS NULL AND v_request.give_up_at <= clock_timestamp() THEN
            -- Its node may be taking it this very moment: after the lock it is clear which.
            SELECT * INTO v_request FROM guardian.requests WHERE id = p_id FOR UPDATE;
            IF v_request.done_at IS NULL AND v_request.session IS NULL THEN
              PERFORM guardian.give_up(array[p_id]);
            END IF;
          END IF;
          IF v_request.streams AND p_from > 0 THEN
            DELETE FROM guardian.answers WHERE request = p_id AND part < p_from; -- they have been read
          END IF;
          RETURN QUERY
            SELECT r.done_at IS NOT NULL, r.method = 'GET', a.part, a.status, a.content_type, a.body, a.last
              FROM guardian.requests r LEFT JOIN guardian.answers a ON a.request = r.id AND a.part >= p_from AND a.part < p_from + p_most
              WHERE r.id = p_id ORDER BY a.part;
        END $$;

        CREATE OR REPLACE FUNCTION guardian.forget(p_id uuid) RETURNS boolean LANGUAGE plpgsql AS $$
        BEGIN
          DELETE FROM guardian.requests WHERE id = p_id AND method = 'GET';
          IF NOT FOUND THEN
            UPDATE guardian.requests SET forgotten = true WHERE id = p_id;
            DELETE FROM guardian.answers WHERE request = p_id;
          END IF;
          RETURN true;
        END $$;

        -- Rows deleted, at most p_most of each kind: the caller comes again.
        CREATE OR REPLACE FUNCTION guardian.tidy(p_older bigint, p_most int) RETURNS bigint LANGUAGE plpgsql AS $$
        DECLARE
          v_now timestamptz := clock_timestamp();
          v_before timestamptz := v_now - p_older * interval '1 microsecond';
          v_keys text[];
          v_leases bigint;
          v_members bigint;
          v_requests bigint;
        BEGIN
          -- Whoever is in the middle of taking a lease has it locked, and is left out. Two statements: the second one sees who took one just
          -- before the first one locked it. A later grant of the same key has a larger token all the same.
          v_keys := array(
            SELECT l.key FROM guardian.leases l
              WHERE l.since < v_before AND NOT EXISTS (SELECT FROM guardian.sessions s WHERE s.session = l.session AND s.state = 'live')
              LIMIT p_most FOR UPDATE SKIP LOCKED);
          DELETE FROM guardian.leases l WHERE l.key = ANY (v_keys) AND l.since < v_before AND (l.reserved_until IS NULL OR l.reserved_until < v_now)
            AND NOT EXISTS (SELECT FROM guardian.sessions s WHERE s.session = l.session AND (s.state = 'live' OR s.ended_at >= v_before));
          GET DIAGNOSTICS v_leases = ROW_COUNT;

          WITH gone AS MATERIALIZED (
            SELECT name FROM guardian.sessions WHERE state IN ('left', 'down') AND ended_at < v_before ORDER BY name LIMIT p_most FOR UPDATE SKIP LOCKED),
          members AS (DELETE FROM guardian.members m USING gone WHERE m.name = gone.name)
          DELETE FROM guardian.sessions s USING gone WHERE s.name = gone.name;
          GET DIAGNOSTICS v_members = ROW_COUNT;

          -- First what nobody will carry out any more, then what has been over for long.
          PERFORM guardian.give_up(array(
            SELECT id FROM guardian.requests WHERE done_at IS NULL AND session IS NULL AND give_up_at < v_before
              ORDER BY number LIMIT p_most FOR UPDATE SKIP LOCKED));
          DELETE FROM guardian.requests r WHERE r.id IN (
            SELECT id FROM guardian.requests WHERE done_at < v_before ORDER BY done_at LIMIT p_most FOR UPDATE SKIP LOCKED);
          GET DIAGNOSTICS v_requests = ROW_COUNT;

          IF v_leases + v_members > 0 THEN
            PERFORM guardian.changed();
          END IF;
          RETURN v_leases + v_members + v_requests;
        END $$;
        """;
}
