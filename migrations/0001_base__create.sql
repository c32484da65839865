-- Ids: milliseconds since 1970 << 16 | a cycling sequence. They sort by time and are unique across processes.
CREATE SEQUENCE id_sequence MINVALUE 0 MAXVALUE 65535 CYCLE;

CREATE FUNCTION next_id(at timestamptz DEFAULT clock_timestamp()) RETURNS bigint
    LANGUAGE sql VOLATILE
    AS $$ SELECT (floor(extract(epoch FROM at) * 1000)::bigint << 16) | nextval('id_sequence') $$;

-- One row: what this database belongs to. The domain is part of every id that was ever handed out, so it never changes.
CREATE TABLE instance (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    domain text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

-- What happened, for caches, timelines in memory and streams. Readers page by (transaction, id) and stop before
-- pg_snapshot_xmin: a row of a transaction that is still open is never skipped. Old rows are pruned.
CREATE TABLE events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
    kind text NOT NULL,
    status_id bigint,
    account_id bigint,
    target_account_id bigint,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX events_by_transaction ON events (transaction, id);
