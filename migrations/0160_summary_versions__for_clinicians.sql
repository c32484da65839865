-- A summary speaks to two readers, and says who paid for it.
ALTER TABLE summary_versions
    ADD COLUMN for_clinicians text NOT NULL DEFAULT '',  -- Markdown
    ADD COLUMN funding text NOT NULL DEFAULT '';         -- who paid for the work; "None." is said too
