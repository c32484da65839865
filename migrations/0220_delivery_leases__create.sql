-- What a worker has taken to send, one row for each claim. A lease in the row of the delivery wrote a new version of it
-- with an entry in each of its indexes, for the second or so that it is on its way.
CREATE TABLE delivery_leases (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    items bigint[] NOT NULL,                         -- ids of deliveries
    ends_at timestamptz NOT NULL
);
