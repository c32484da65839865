-- Which account moved, where to and when. For those of other servers too: one Move in a week has an effect.
CREATE TABLE account_moves (
    id bigint PRIMARY KEY DEFAULT next_id(),
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    target_uri text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX account_moves_of ON account_moves (account_id, created_at DESC);
