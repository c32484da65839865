-- Who did what: ids and names of rules, never content. Rows are only ever added (45 CFR 164.312(b), kept six years).
CREATE TABLE audit_log (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor_id bigint,                                 -- account; null: whoever runs commands, or the server itself
    via text NOT NULL CHECK (via IN ('api', 'page', 'command', 'server')),
    action text NOT NULL CHECK (action ~ '^[a-z0-9_.]{1,60}$'),
    target_kind text NOT NULL CHECK (target_kind ~ '^[a-z_]{1,40}$'),
    target_id bigint,                                -- no references: it outlives what it speaks of
    related_id bigint,                               -- the report, strike or appeal that it came from
    rule text NOT NULL DEFAULT '' CHECK (rule ~ '^[a-zA-Z0-9_.:,-]{0,120}$')
);
CREATE INDEX audit_log_by_actor ON audit_log (actor_id, id DESC) WHERE actor_id IS NOT NULL;
CREATE INDEX audit_log_by_target ON audit_log (target_kind, target_id, id DESC);
CREATE INDEX audit_log_by_action ON audit_log (action, id DESC);
CREATE INDEX audit_log_by_time ON audit_log (at);

-- Committed and not sealed yet.
CREATE TABLE audit_pending (
    entry_id bigint PRIMARY KEY
);

-- The chain: each seal hashes an entry and the seal before it. No reference to the entry: its absence must be found, not
-- prevented.
CREATE TABLE audit_seals (
    seq bigint PRIMARY KEY,
    entry_id bigint NOT NULL UNIQUE,
    leaf bytea NOT NULL,
    hash bytea NOT NULL
);

-- Signed once for each batch, and written to a file outside the database as well.
CREATE TABLE audit_heads (
    seq bigint PRIMARY KEY,
    entry_id bigint NOT NULL,
    hash bytea NOT NULL,
    sealed_at timestamptz NOT NULL,
    public_key text NOT NULL,
    signature bytea NOT NULL
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql
    AS $$
    BEGIN
        RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;
    END $$;
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seals
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_heads
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
