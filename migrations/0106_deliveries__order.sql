-- What is due at one host is read in its order from an index of its own. The index over all hosts has the time alone: with
-- the id it offered the same order, and a claim that was planned while the table was empty read what is due everywhere.
DROP INDEX deliveries_due;
DROP INDEX deliveries_due_by_host;
CREATE INDEX deliveries_due_by_host ON deliveries (host, run_at, id) WHERE state = 'waiting';
CREATE INDEX deliveries_next ON deliveries (run_at) WHERE state = 'waiting';
