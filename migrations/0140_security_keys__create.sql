-- Security keys and passkeys (WebAuthn): a second factor beside the codes of an authenticator app. Public keys only.
CREATE TABLE security_keys (
    id bigint PRIMARY KEY DEFAULT next_id(),
    account_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    credential_id bytea NOT NULL UNIQUE,
    algorithm integer NOT NULL,                      -- COSE: -7 ES256, -8 EdDSA, -257 RS256
    public_key bytea NOT NULL,
    sign_count bigint NOT NULL,                      -- of its last signature; one that does not rise is a copy's
    name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz
);
CREATE INDEX security_keys_by_account ON security_keys (account_id);

-- Challenges carry their own proof that they are ours; those that were answered work no more.
CREATE TABLE used_challenges (
    challenge_hash bytea PRIMARY KEY,
    expires_at timestamptz NOT NULL
);
CREATE INDEX used_challenges_by_age ON used_challenges (expires_at);

-- Now a row stands for whatever second factor a person has: without a secret there is no authenticator app, and one whose
-- first code was not shown yet is not confirmed.
ALTER TABLE second_factors ALTER COLUMN secret_sealed DROP NOT NULL;
ALTER TABLE second_factors ADD COLUMN confirmed_at timestamptz;
UPDATE second_factors f SET confirmed_at = u.second_factor_at FROM users u WHERE u.account_id = f.account_id;
