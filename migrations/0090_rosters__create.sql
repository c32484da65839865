-- Rosters: signed lists of the members of a consortium, those we publish and those we subscribe to.
CREATE TABLE rosters (
    id bigint PRIMARY KEY DEFAULT next_id(),
    uri text NOT NULL UNIQUE,
    name text NOT NULL DEFAULT '',                   -- of an own one: the last part of its address
    title text NOT NULL DEFAULT '',
    own boolean NOT NULL,
    steward_key text NOT NULL DEFAULT '',            -- Multikey that must have signed it; empty until the first reading
    at_once boolean NOT NULL DEFAULT false,          -- changes take effect unasked
    sequence bigint NOT NULL DEFAULT 0,              -- of the last version: older ones are refused
    checked_at timestamptz,
    failure text NOT NULL DEFAULT '',
    updated_at timestamptz NOT NULL DEFAULT now(),
    created_at timestamptz NOT NULL DEFAULT now()
);

-- Those in force: servers we federate with.
CREATE TABLE roster_members (
    roster_id bigint NOT NULL REFERENCES rosters ON DELETE CASCADE,
    domain text NOT NULL,                            -- host[:port], lower case, A-labels
    name text NOT NULL,
    kind text NOT NULL,                              -- hospital, society
    region text NOT NULL,                            -- ISO 3166-2, or a name
    medium text NOT NULL,                            -- where it can be met: rounds, fediverse, blog ...
    key text NOT NULL,                               -- Multikey of its server
    entry jsonb,                                     -- what its domain says of itself, signed with that key
    proven_at timestamptz,
    failure text NOT NULL DEFAULT '',
    PRIMARY KEY (roster_id, domain)
);

-- What a new version would change: waiting to be decided, or refused.
CREATE TABLE roster_changes (
    id bigint PRIMARY KEY DEFAULT next_id(),
    roster_id bigint NOT NULL REFERENCES rosters ON DELETE CASCADE,
    domain text NOT NULL,
    change text NOT NULL CHECK (change IN ('add', 'change', 'remove')),
    member jsonb NOT NULL,
    looks_like text NOT NULL DEFAULT '',             -- the domain it could be mistaken for
    refused_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (roster_id, domain)
);
