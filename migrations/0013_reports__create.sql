-- What other servers report to the moderators here (Flag). Read by people; never shown to those it names.
CREATE TABLE reports (
    id bigint PRIMARY KEY DEFAULT next_id(),
    uri text NOT NULL UNIQUE,                        -- id of the Flag
    account_id bigint NOT NULL REFERENCES accounts,  -- who reports: often another server's instance actor
    target_account_id bigint NOT NULL REFERENCES accounts,
    status_ids bigint[] NOT NULL DEFAULT '{}',
    comment text NOT NULL DEFAULT '',
    handled_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX reports_open ON reports (id DESC) WHERE handled_at IS NULL;
