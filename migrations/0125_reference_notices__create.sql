-- What became of works that summaries cite: gone from their address, or retracted by their publisher.
CREATE TABLE reference_notices (
    kind text NOT NULL,                              -- doi, pmid, pmcid, nct, isbn, url ...
    value text NOT NULL,                             -- normalised
    state text NOT NULL CHECK (state IN ('dead', 'retracted')),
    note text NOT NULL DEFAULT '',                   -- where that was said
    noted_by bigint NOT NULL REFERENCES accounts,
    noted_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (kind, value)
);
CREATE INDEX summary_references_by_work ON summary_references (kind, value);
