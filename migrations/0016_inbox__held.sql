-- What a claim reads first: activities that were tried, are not due, and may hold back the later ones of their actor.
CREATE INDEX inbox_held ON inbox (run_at) WHERE state = 'waiting' AND attempts > 0;
DROP INDEX inbox_waiting;
