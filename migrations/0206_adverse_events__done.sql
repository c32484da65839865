-- The safety contact has dealt with a card: when, and in a few words without names what came of it.
ALTER TABLE adverse_events
    ADD COLUMN done_at timestamptz,
    ADD COLUMN outcome text NOT NULL DEFAULT '';
