-- No row refers to anybody yet.
ALTER TABLE adverse_events VALIDATE CONSTRAINT adverse_events_taken_by_fkey;
