CREATE TABLE accounts (
    id bigint PRIMARY KEY DEFAULT next_id(),
    username text NOT NULL,
    domain text,                                     -- null: of this instance
    uri text NOT NULL UNIQUE,                        -- ActivityPub id of the actor
    url text NOT NULL,                               -- page for people
    actor_type text NOT NULL,                        -- Person, Group, Service, Application, Organization
    display_name text NOT NULL DEFAULT '',
    note text NOT NULL DEFAULT '',                   -- sanitised HTML
    note_source text NOT NULL DEFAULT '',            -- what a local person typed
    fields jsonb NOT NULL DEFAULT '[]',              -- [{"name", "value" (HTML), "source", "verified_at"}]
    avatar_url text NOT NULL DEFAULT '',
    header_url text NOT NULL DEFAULT '',
    locked boolean NOT NULL DEFAULT false,           -- follows need approval
    bot boolean NOT NULL DEFAULT false,
    discoverable boolean NOT NULL DEFAULT false,
    indexable boolean NOT NULL DEFAULT false,
    inbox_url text NOT NULL,
    shared_inbox_url text,
    outbox_url text,
    followers_url text,
    following_url text,
    featured_url text,
    moderators_url text,
    also_known_as text[] NOT NULL DEFAULT '{}',
    moved_to_uri text,
    remote_followers_count bigint,                   -- as told by the origin
    remote_following_count bigint,
    remote_statuses_count bigint,
    suspended_at timestamptz,
    silenced_at timestamptz,
    deleted_at timestamptz,
    fetched_at timestamptz,                          -- when a remote actor document was last read
    published_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
-- People and groups share one namespace, and a deleted name is never given out again.
CREATE UNIQUE INDEX accounts_by_handle ON accounts (lower(username), coalesce(lower(domain), ''));
CREATE INDEX accounts_by_domain ON accounts (lower(domain)) WHERE domain IS NOT NULL;

CREATE TABLE account_stats (
    account_id bigint PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
    statuses_count bigint NOT NULL DEFAULT 0,
    followers_count bigint NOT NULL DEFAULT 0,
    following_count bigint NOT NULL DEFAULT 0,
    last_status_at timestamptz
) WITH (fillfactor = 70);

-- Public keys of all actors, private ones of ours (sealed; the key of the seal is not in the database).
CREATE TABLE actor_keys (
    id bigint PRIMARY KEY DEFAULT next_id(),
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    key_uri text NOT NULL UNIQUE,
    algorithm text NOT NULL CHECK (algorithm IN ('rsa', 'ed25519')),
    public_key bytea NOT NULL,                       -- SubjectPublicKeyInfo (RSA) or 32 raw bytes (Ed25519)
    private_key_sealed bytea,
    created_at timestamptz NOT NULL DEFAULT now(),
    checked_at timestamptz NOT NULL DEFAULT now()    -- last read from its origin
);
CREATE INDEX actor_keys_by_account ON actor_keys (account_id);

-- People with a log-in on this instance.
CREATE TABLE users (
    account_id bigint PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
    email text NOT NULL,
    password_hash text NOT NULL,                     -- Argon2id
    role text NOT NULL DEFAULT 'member' CHECK (role IN ('member', 'moderator', 'admin')),
    stakeholder text NOT NULL DEFAULT 'patient',     -- code of the stakeholder vocabulary
    locale text NOT NULL DEFAULT 'en',
    default_visibility smallint NOT NULL DEFAULT 0,
    default_sensitive boolean NOT NULL DEFAULT false,
    default_language text,
    expand_media text NOT NULL DEFAULT 'default',
    expand_spoilers boolean NOT NULL DEFAULT false,
    confirmed_at timestamptz,
    disabled_at timestamptz,
    failed_logins integer NOT NULL DEFAULT 0,
    locked_until timestamptz,
    last_login_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX users_by_email ON users (lower(email));

-- A statement about an account's role by an organisation: expiring, revocable, shown with who vouched and when.
CREATE TABLE credentials (
    id bigint PRIMARY KEY DEFAULT next_id(),
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    issuer_account_id bigint NOT NULL REFERENCES accounts,
    uri text NOT NULL UNIQUE,
    role text NOT NULL,                              -- code of the stakeholder vocabulary: doctor, hcp ...
    specialty_mesh text,
    specialty_name text,
    method text NOT NULL,                            -- how it was checked
    name_withheld boolean NOT NULL DEFAULT false,
    valid_from timestamptz NOT NULL DEFAULT now(),
    valid_until timestamptz NOT NULL,
    revoked_at timestamptz,
    document jsonb NOT NULL,                         -- the signed Verifiable Credential
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX credentials_by_account ON credentials (account_id);
