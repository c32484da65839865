-- Web Push: where an app wants to hear of notifications (RFC 8030), one per token, and gone with it.
CREATE TABLE push_subscriptions (
    id bigint PRIMARY KEY DEFAULT next_id(),
    token_id bigint NOT NULL UNIQUE REFERENCES oauth_tokens ON DELETE CASCADE,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    endpoint text NOT NULL,
    public_key bytea NOT NULL,                       -- p256dh: point of P-256, 65 bytes
    auth_secret bytea NOT NULL,                      -- 16 bytes
    standard boolean NOT NULL,                       -- RFC 8291; false: the draft before it (aesgcm)
    alerts text[] NOT NULL,                          -- kinds of notifications
    policy text NOT NULL DEFAULT 'all' CHECK (policy IN ('all', 'followed', 'follower', 'none')),
    access_token_sealed bytea NOT NULL,              -- apps tell by it whose notification arrived
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX push_subscriptions_by_account ON push_subscriptions (account_id);
