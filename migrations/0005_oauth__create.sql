-- Tokens, codes, secrets and sessions are random and kept as SHA-256 only.
CREATE TABLE oauth_apps (
    id bigint PRIMARY KEY DEFAULT next_id(),
    name text NOT NULL,
    website text,
    redirect_uris text[] NOT NULL,
    scopes text NOT NULL,                            -- space separated
    client_id text NOT NULL UNIQUE,
    secret_hash bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE oauth_codes (
    code_hash bytea PRIMARY KEY,
    app_id bigint NOT NULL REFERENCES oauth_apps ON DELETE CASCADE,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    redirect_uri text NOT NULL,
    scopes text NOT NULL,
    challenge text,                                  -- PKCE S256
    created_at timestamptz NOT NULL DEFAULT now(),
    used_at timestamptz
);

CREATE TABLE oauth_tokens (
    id bigint PRIMARY KEY DEFAULT next_id(),
    token_hash bytea NOT NULL UNIQUE,
    app_id bigint NOT NULL REFERENCES oauth_apps ON DELETE CASCADE,
    account_id bigint REFERENCES accounts ON DELETE CASCADE, -- null: a token of the app itself
    scopes text NOT NULL,
    code_hash bytea,                                 -- the code it came from: reuse of a code revokes its tokens
    created_at timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz,
    revoked_at timestamptz
);
CREATE INDEX oauth_tokens_by_account ON oauth_tokens (account_id);
CREATE INDEX oauth_tokens_by_code ON oauth_tokens (code_hash) WHERE code_hash IS NOT NULL;

CREATE TABLE sessions (
    id bigint PRIMARY KEY DEFAULT next_id(),
    secret_hash bytea NOT NULL UNIQUE,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    user_agent text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_by_account ON sessions (account_id);

CREATE TABLE idempotency_keys (
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    key text NOT NULL,
    body_hash bytea NOT NULL,
    status_id bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account_id, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
