-- What a worker has taken from the inbox, one row for each claim. A lease in the row of the activity itself wrote all of
-- its body anew, with an entry in each index, only to say that it is being read.
CREATE TABLE inbox_leases (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    items bigint[] NOT NULL,                         -- ids of the inbox
    ends_at timestamptz NOT NULL
);
