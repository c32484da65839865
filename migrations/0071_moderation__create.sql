-- What staff decides about accounts, and what those may say against it.
ALTER TABLE reports
    ADD COLUMN assigned_account_id bigint REFERENCES accounts ON DELETE SET NULL,
    ADD COLUMN handled_by bigint REFERENCES accounts ON DELETE SET NULL,
    ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now();
CREATE INDEX reports_by_target ON reports (target_account_id, id DESC);
CREATE INDEX reports_by_account ON reports (account_id, id DESC);

-- Pictures and films of these accounts are shown as sensitive.
ALTER TABLE accounts ADD COLUMN sensitized_at timestamptz;
CREATE INDEX accounts_under_moderation ON accounts (id DESC)
    WHERE suspended_at IS NOT NULL OR silenced_at IS NOT NULL OR sensitized_at IS NOT NULL;

CREATE TABLE strikes (
    id bigint PRIMARY KEY DEFAULT next_id(),
    account_id bigint REFERENCES accounts ON DELETE SET NULL,   -- who decided; null: a command, or who is gone
    target_account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    action text NOT NULL CHECK (action IN ('none', 'sensitive', 'disable', 'silence', 'suspend')),
    text text NOT NULL DEFAULT '',                              -- what its holder is told
    report_id bigint REFERENCES reports ON DELETE SET NULL,
    status_ids bigint[] NOT NULL DEFAULT '{}',
    overruled_at timestamptz,                                   -- an appeal was granted
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX strikes_by_target ON strikes (target_account_id, id DESC);

CREATE TABLE appeals (
    id bigint PRIMARY KEY DEFAULT next_id(),
    strike_id bigint NOT NULL UNIQUE REFERENCES strikes ON DELETE CASCADE,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    text text NOT NULL,
    approved_at timestamptz,
    rejected_at timestamptz,
    decided_by bigint REFERENCES accounts ON DELETE SET NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CHECK (approved_at IS NULL OR rejected_at IS NULL)
);
CREATE INDEX appeals_open ON appeals (id) WHERE approved_at IS NULL AND rejected_at IS NULL;

-- The history of an account for those who moderate it, with their words; what happened is in audit_log, without.
CREATE TABLE moderation_log (
    id bigint PRIMARY KEY DEFAULT next_id(),
    by_account_id bigint REFERENCES accounts ON DELETE SET NULL,
    target_account_id bigint REFERENCES accounts ON DELETE CASCADE,
    action text NOT NULL,
    report_id bigint REFERENCES reports ON DELETE SET NULL,
    strike_id bigint REFERENCES strikes ON DELETE SET NULL,
    note text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX moderation_log_by_target ON moderation_log (target_account_id, id DESC);

-- A strike is told as a notification; several of one sender are several.
ALTER TABLE notifications ADD COLUMN strike_id bigint REFERENCES strikes ON DELETE CASCADE;
CREATE INDEX notifications_by_strike ON notifications (strike_id) WHERE strike_id IS NOT NULL;
DROP INDEX notifications_once;
CREATE UNIQUE INDEX notifications_once
    ON notifications (account_id, from_account_id, kind, coalesce(status_id, report_id, strike_id, 0))
    WHERE kind <> ALL (ARRAY['update', 'quoted_update']);
