CREATE TABLE polls (
    id bigint PRIMARY KEY DEFAULT next_id(),
    status_id bigint NOT NULL UNIQUE REFERENCES statuses ON DELETE CASCADE,
    options text[] NOT NULL,                         -- plain text, in order
    votes bigint[] NOT NULL,                         -- per option; of a remote poll as its origin told
    voters_count bigint,                             -- null: the origin did not tell
    multiple boolean NOT NULL DEFAULT false,
    hide_totals boolean NOT NULL DEFAULT false,      -- until it ends
    expires_at timestamptz,                          -- null: never
    ended_told_at timestamptz,                       -- when author and voters were told of the end
    update_due_at timestamptz,                       -- new counts wait to be told to other servers
    fetched_at timestamptz,                          -- of a remote poll: when its counts were heard
    asked_at timestamptz,                            -- of a remote poll: when its origin was asked for them last
    CHECK (cardinality(options) = cardinality(votes))
);

-- Who voted for what is kept to hold everyone to one vote, and is never shown to anybody else.
CREATE TABLE poll_votes (
    id bigint PRIMARY KEY DEFAULT next_id(),
    poll_id bigint NOT NULL REFERENCES polls ON DELETE CASCADE,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    choice smallint NOT NULL,                        -- index into polls.options
    uri text UNIQUE,                                 -- of a vote that arrived
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (poll_id, account_id, choice)
);

ALTER TABLE status_edits ADD COLUMN poll_options text[];
