-- Lists that people bring from elsewhere (Mastodon's CSV files), worked off in the background.
CREATE TABLE imports (
    id bigint PRIMARY KEY DEFAULT next_id(),
    account_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('follows', 'blocks', 'mutes', 'lists', 'bookmarks', 'domain_blocks')),
    total integer NOT NULL,
    done integer NOT NULL DEFAULT 0,
    failed integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX imports_by_account ON imports (account_id);

CREATE TABLE import_rows (
    import_id bigint NOT NULL REFERENCES imports ON DELETE CASCADE,
    position integer NOT NULL,
    fields text[] NOT NULL,                          -- as in the file
    PRIMARY KEY (import_id, position)
);
