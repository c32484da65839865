-- When people are told that their conversation was opened: at once (null), or at a time that was decided on and is on record.
ALTER TABLE break_glass ADD COLUMN tell_at timestamptz;
ALTER TABLE break_glass ADD COLUMN told_at timestamptz;
