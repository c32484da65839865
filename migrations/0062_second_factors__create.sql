-- TOTP (RFC 6238). The secret is sealed; its key is not in the database.
CREATE TABLE second_factors (
    account_id bigint PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    secret_sealed bytea NOT NULL,
    last_step bigint NOT NULL DEFAULT 0,             -- of the last code that was taken: no code works twice
    failures integer NOT NULL DEFAULT 0,             -- in a row
    locked_until timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);

-- For who has lost the device: each works once, and is kept as its SHA-256.
CREATE TABLE recovery_codes (
    account_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    code_hash bytea NOT NULL,
    PRIMARY KEY (account_id, code_hash)
);

-- Null: the log-in asks for the password only. A factor whose first code was not shown yet protects nothing.
ALTER TABLE users ADD COLUMN second_factor_at timestamptz;
