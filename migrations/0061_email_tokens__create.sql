-- Links sent by e-mail: each works once, until it expires, and is kept as its SHA-256.
CREATE TABLE email_tokens (
    token_hash bytea PRIMARY KEY,
    purpose text NOT NULL CHECK (purpose IN ('sign_up', 'address', 'password')),
    sign_up_id bigint REFERENCES sign_ups ON DELETE CASCADE,
    account_id bigint REFERENCES accounts ON DELETE CASCADE,
    email text NOT NULL,                             -- where it was sent: it counts for no other address
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    CHECK ((sign_up_id IS NULL) <> (account_id IS NULL))
);
CREATE INDEX email_tokens_by_sign_up ON email_tokens (sign_up_id) WHERE sign_up_id IS NOT NULL;
CREATE INDEX email_tokens_by_account ON email_tokens (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX email_tokens_by_age ON email_tokens (expires_at);

-- An address that somebody wants to change to counts once its link was followed.
ALTER TABLE users ADD COLUMN new_email text NOT NULL DEFAULT '';
