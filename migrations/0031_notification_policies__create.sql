-- From whom a person takes notifications: 0 accept, 1 filter (held back until the sender is accepted), 2 drop. Without a
-- row the defaults hold.
CREATE TABLE notification_policies (
    account_id bigint PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
    for_not_following smallint NOT NULL DEFAULT 0 CHECK (for_not_following BETWEEN 0 AND 2),
    for_not_followers smallint NOT NULL DEFAULT 0 CHECK (for_not_followers BETWEEN 0 AND 2),
    for_new_accounts smallint NOT NULL DEFAULT 0 CHECK (for_new_accounts BETWEEN 0 AND 2),
    for_private_mentions smallint NOT NULL DEFAULT 1 CHECK (for_private_mentions BETWEEN 0 AND 2),
    for_limited_accounts smallint NOT NULL DEFAULT 1 CHECK (for_limited_accounts BETWEEN 0 AND 2)
);

-- Senders whom the policy no longer holds back.
CREATE TABLE notification_permissions (
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    from_account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account_id, from_account_id)
);

-- One per sender with notifications that are held back. It counts for nothing once none of those is left.
CREATE TABLE notification_requests (
    id bigint PRIMARY KEY DEFAULT next_id(),
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    from_account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    last_status_id bigint REFERENCES statuses ON DELETE SET NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (account_id, from_account_id)
);
CREATE INDEX notification_requests_by_account ON notification_requests (account_id, id DESC);
