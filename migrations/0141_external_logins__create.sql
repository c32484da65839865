-- People who log in by an OpenID provider. A provider and what it calls the person (iss, sub) name the account; an e-mail
-- address never does.
CREATE TABLE external_logins (
    id bigint PRIMARY KEY DEFAULT next_id(),
    account_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    issuer text NOT NULL,
    subject text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz,
    UNIQUE (issuer, subject)
);
CREATE INDEX external_logins_by_account ON external_logins (account_id);

-- A browser's log-in that was made so; it ends when the provider says that theirs has.
ALTER TABLE sessions ADD COLUMN external boolean NOT NULL DEFAULT false;
