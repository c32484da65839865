-- Who may make an account here by themselves: codes that staff hands out, kept as their SHA-256.
CREATE TABLE invitations (
    id bigint PRIMARY KEY DEFAULT next_id(),
    code_hash bytea NOT NULL UNIQUE,
    note text NOT NULL DEFAULT '',                   -- whom it is for, in the words of who made it
    max_uses integer CHECK (max_uses > 0),           -- null: any number
    uses integer NOT NULL DEFAULT 0,
    expires_at timestamptz,
    revoked_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);

-- People who asked for an account and have none yet: their address is not confirmed, or nobody has let them in. Nothing of
-- them is in `accounts`, so nobody can see them; those who never come back leave no trace.
CREATE TABLE sign_ups (
    id bigint PRIMARY KEY DEFAULT next_id(),
    username text NOT NULL,
    email text NOT NULL,
    password_hash text NOT NULL,                     -- Argon2id
    display_name text NOT NULL DEFAULT '',
    locale text NOT NULL DEFAULT 'en',
    reason text NOT NULL DEFAULT '',                 -- why they want to join, for whoever decides
    invitation_id bigint REFERENCES invitations ON DELETE SET NULL,
    must_confirm boolean NOT NULL,                   -- the address, before anything else
    confirmed_at timestamptz,
    must_approve boolean NOT NULL,                   -- staff lets them in
    approved_at timestamptz,
    token_hash bytea UNIQUE,                         -- what the app holds: it works once there is an account
    app_id bigint REFERENCES oauth_apps ON DELETE SET NULL,
    scopes text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX sign_ups_by_username ON sign_ups (lower(username));
CREATE INDEX sign_ups_by_email ON sign_ups (lower(email));

-- Names that look alike have one skeleton (after UTS 39, for the few characters that names here are made of): "0" and "o", "1"
-- and "l" and "i", "5" and "s", "rn" and "m", "vv" and "w"; underscores do not count.
CREATE FUNCTION name_skeleton(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN replace(replace(translate(lower(name), '01i5_', 'olls'), 'rn', 'm'), 'vv', 'w');
CREATE INDEX accounts_by_skeleton ON accounts (name_skeleton(username)) WHERE domain IS NULL;
CREATE INDEX sign_ups_by_skeleton ON sign_ups (name_skeleton(username));
