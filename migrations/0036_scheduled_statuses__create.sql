-- Posts to come. A row goes in the transaction that publishes its post: each is published once.
CREATE TABLE scheduled_statuses (
    id bigint PRIMARY KEY DEFAULT next_id(),
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    scheduled_at timestamptz NOT NULL,
    form jsonb NOT NULL,                             -- all that the post will be made of
    idempotency_key text,
    body_hash bytea,                                 -- of the request with that key
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (account_id, idempotency_key)
);
CREATE INDEX scheduled_statuses_by_account ON scheduled_statuses (account_id, id DESC);
CREATE INDEX scheduled_statuses_by_day ON scheduled_statuses (account_id, scheduled_at);
