-- Which safety contact looks after a card, and since when; handed over from one to another.
ALTER TABLE adverse_events
    ADD COLUMN taken_by bigint,
    ADD COLUMN taken_at timestamptz,
    ADD CONSTRAINT adverse_events_taken_by_fkey FOREIGN KEY (taken_by) REFERENCES accounts ON DELETE SET NULL NOT VALID;
