-- Which server fetched what, so that it can be told who received it: one row for each, however often. `signed`: proven by a
-- signature; `named`: only what the client called itself; `media`: files of the post, by the same word.
CREATE TABLE fetches (
    object_uri text NOT NULL,
    host text NOT NULL,                              -- host[:port]
    kind text NOT NULL CHECK (kind IN ('signed', 'named', 'media')),
    actor_uri text NOT NULL DEFAULT '',              -- who signed last
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    times integer NOT NULL DEFAULT 1,
    PRIMARY KEY (object_uri, host, kind)
);
CREATE INDEX fetches_by_time ON fetches (last_at);

-- What went where it should not have gone, as the privacy officer tells it, and whom the law wants told by when.
CREATE TABLE incidents (
    id bigint PRIMARY KEY DEFAULT next_id(),
    title text NOT NULL,
    happened_on date,
    discovered_on date NOT NULL,                     -- the clock starts here (45 CFR 164.404(b))
    what text NOT NULL DEFAULT '',                   -- what happened, in words for letters
    information text NOT NULL DEFAULT '',            -- kinds of information
    steps text NOT NULL DEFAULT '',                  -- what people can do
    measures text NOT NULL DEFAULT '',               -- what is done about it
    assessment text NOT NULL DEFAULT '',             -- risk, by the four factors of 45 CFR 164.402(2)
    people integer NOT NULL DEFAULT 0 CHECK (people >= 0),
    breach boolean NOT NULL DEFAULT true,            -- false: assessed, and none that has to be told
    opened_by bigint REFERENCES accounts ON DELETE SET NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    closed_at timestamptz
);
CREATE INDEX incidents_by_discovery ON incidents (discovered_on);

-- People concerned, by state of the United States: more than 500 in one bring in its media.
CREATE TABLE incident_states (
    incident_id bigint NOT NULL REFERENCES incidents ON DELETE CASCADE,
    state text NOT NULL CHECK (state ~ '^[A-Z]{2}$'),
    people integer NOT NULL CHECK (people >= 0),
    PRIMARY KEY (incident_id, state)
);

-- What went out. No reference to the post: it may be gone from here for long.
CREATE TABLE incident_posts (
    incident_id bigint NOT NULL REFERENCES incidents ON DELETE CASCADE,
    object_uri text NOT NULL,
    recalled_at timestamptz,
    PRIMARY KEY (incident_id, object_uri)
);

-- Who was told, and when.
CREATE TABLE incident_notices (
    incident_id bigint NOT NULL REFERENCES incidents ON DELETE CASCADE,
    whom text NOT NULL CHECK (whom ~ '^(individuals|hhs|ftc|media:[A-Z]{2})$'),
    told_on date NOT NULL,
    PRIMARY KEY (incident_id, whom)
);
