-- What arrived, verified, before it is understood. The row is committed before 202 is answered. `done` rows are kept as
-- the memory of what was seen, so that a replay has no effect; their body is dropped.
CREATE TABLE inbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    origin text NOT NULL,                            -- of the signer
    activity_uri text NOT NULL,
    actor_uri text NOT NULL,                         -- the signer
    target text NOT NULL,                            -- path of the inbox it came to
    body text,                                       -- as received
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'dead')),
    attempts integer NOT NULL DEFAULT 0,
    run_at timestamptz NOT NULL DEFAULT now(),
    lease_until timestamptz,
    last_error text,
    received_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (origin, activity_uri)
);
CREATE INDEX inbox_waiting ON inbox (actor_uri, id) WHERE state = 'waiting';
CREATE INDEX inbox_due ON inbox (run_at, id) WHERE state = 'waiting';

-- What we say, once per activity.
CREATE TABLE activities (
    id bigint PRIMARY KEY DEFAULT next_id(),
    uri text NOT NULL UNIQUE,
    account_id bigint NOT NULL REFERENCES accounts,  -- who says it and signs
    kind text NOT NULL,                              -- Create, Update, Delete, Follow, Announce ...
    object_uri text NOT NULL,                        -- deliveries about one object keep their order
    body text NOT NULL,                              -- finished JSON with its proof
    public boolean NOT NULL,                         -- appears in the actor's outbox
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX activities_by_account ON activities (account_id, id DESC) WHERE public;
CREATE INDEX activities_by_object ON activities (object_uri);

-- Where it goes: one row per activity and inbox.
CREATE TABLE deliveries (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    activity_id bigint NOT NULL REFERENCES activities ON DELETE CASCADE,
    host text NOT NULL,                              -- host[:port] of the inbox
    inbox_url text NOT NULL,
    object_uri text NOT NULL,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'failed')),
    attempts integer NOT NULL DEFAULT 0,
    run_at timestamptz NOT NULL DEFAULT now(),
    lease_until timestamptz,
    last_status integer,
    last_error text,
    finished_at timestamptz,
    UNIQUE (activity_id, inbox_url)
);
CREATE INDEX deliveries_due ON deliveries (run_at, id) WHERE state = 'waiting';
CREATE INDEX deliveries_by_host ON deliveries (host, id) WHERE state = 'waiting';

-- What is known of other servers: trust, and how deliveries fare.
CREATE TABLE peers (
    host text PRIMARY KEY,                           -- host[:port], lower case
    signature_scheme text NOT NULL DEFAULT 'cavage' CHECK (signature_scheme IN ('cavage', 'rfc9421')),
    breaker text NOT NULL DEFAULT 'closed' CHECK (breaker IN ('closed', 'open', 'half_open')),
    failures integer NOT NULL DEFAULT 0,             -- in a row
    failing_since timestamptz,
    retry_at timestamptz,
    dead_since timestamptz,
    software text,
    last_success_at timestamptz,
    last_inbound_at timestamptz,
    updated_at timestamptz NOT NULL DEFAULT now()
);

-- The consortium and exceptions to it, beside the list in the configuration.
CREATE TABLE domain_policies (
    domain text PRIMARY KEY,                         -- host[:port], lower case; covers its subdomains
    policy text NOT NULL CHECK (policy IN ('allow', 'limit', 'block')),
    reason text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now()
);

-- Work to do after commit, claimed with a lease.
CREATE TABLE jobs (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL,
    payload jsonb NOT NULL,
    order_key text,                                  -- jobs with one key run one after another
    attempts integer NOT NULL DEFAULT 0,
    max_attempts integer NOT NULL DEFAULT 12,
    run_at timestamptz NOT NULL DEFAULT now(),
    lease_until timestamptz,
    last_error text,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX jobs_due ON jobs (run_at, id);
CREATE INDEX jobs_by_order_key ON jobs (order_key, id) WHERE order_key IS NOT NULL;

-- Jobs that failed for good, with the cause; they can be replayed.
CREATE TABLE dead_jobs (
    id bigint PRIMARY KEY,
    kind text NOT NULL,
    payload jsonb NOT NULL,
    order_key text,
    attempts integer NOT NULL,
    last_error text NOT NULL,
    created_at timestamptz NOT NULL,
    died_at timestamptz NOT NULL DEFAULT now()
);
