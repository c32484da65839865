-- Credentials that people of other servers link to, and what came of checking them.
CREATE TABLE affiliations (
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    uri text NOT NULL,                               -- of the credential
    state text NOT NULL DEFAULT 'unchecked' CHECK (state IN ('unchecked', 'valid', 'lost')),
    reason text NOT NULL DEFAULT '',                 -- why it does not count, as a word of its own
    issuer_id bigint REFERENCES accounts,
    root text NOT NULL DEFAULT '',                   -- by whose word the issuer is believed
    role text NOT NULL DEFAULT '',
    specialty_mesh text NOT NULL DEFAULT '',
    specialty_name text NOT NULL DEFAULT '',
    name_withheld boolean NOT NULL DEFAULT false,
    valid_from timestamptz,
    valid_until timestamptz,
    checked_at timestamptz,                          -- when its issuer last gave it out
    first_valid_at timestamptz,
    lost_at timestamptz,
    PRIMARY KEY (account_id, uri)
);

-- Servers whose word is believed here, about their own people and about organisations.
CREATE TABLE credential_roots (
    id bigint PRIMARY KEY DEFAULT next_id(),
    domain text NOT NULL UNIQUE,                     -- host[:port], lower case
    title text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
