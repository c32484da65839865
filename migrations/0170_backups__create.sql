-- When the last copies were made, for whoever watches over them. Written after a copy is complete and on disk, by the command
-- that made it or, for copies by other means, by `rounds backup note`.
CREATE TABLE backups (
    id bigint PRIMARY KEY DEFAULT next_id(),
    kind text NOT NULL CHECK (kind IN ('data', 'keys')),
    means text NOT NULL,
    finished_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX backups_kind ON backups (kind, finished_at DESC);
