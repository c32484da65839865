-- Department networks inside a hospital, networks that stay on their instance, and what a network recommends to read.
ALTER TABLE networks
    ADD COLUMN parent_id bigint REFERENCES networks ON DELETE SET NULL, -- the network that it is a department of
    ADD COLUMN local_only boolean NOT NULL DEFAULT false;               -- nothing of it leaves this instance
CREATE INDEX networks_by_parent ON networks (parent_id) WHERE parent_id IS NOT NULL;

CREATE TABLE network_resources (
    id bigint PRIMARY KEY DEFAULT next_id(),
    network_id bigint NOT NULL REFERENCES networks ON DELETE CASCADE,
    title text NOT NULL,
    note text NOT NULL DEFAULT '',
    kind text NOT NULL,                              -- doi, pmid, pmcid, nct, isrctn, isbn, url
    value text NOT NULL,                             -- normalised
    pinned boolean NOT NULL DEFAULT false,
    added_by bigint NOT NULL REFERENCES accounts,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (network_id, kind, value)
);
