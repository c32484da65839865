-- The privacy guard: who was warned, what was decided, what is held back. None of these tables holds a piece of a text.

-- Warned, and free to send the same text again for a while. The hash is keyed with a key that is not in the database.
CREATE TABLE guard_warnings (
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    text_hash bytea NOT NULL,
    warned_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, text_hash)
);
CREATE INDEX guard_warnings_old ON guard_warnings (warned_at);

-- What the guard did and what people decided: rule names and a keyed hash, never the value.
CREATE TABLE guard_decisions (
    id bigint PRIMARY KEY DEFAULT next_id(),
    account_id bigint REFERENCES accounts ON DELETE SET NULL,     -- who wrote
    by_account_id bigint REFERENCES accounts ON DELETE SET NULL,  -- who decided; nobody: the guard
    status_id bigint,                                             -- no reference: it outlives what it speaks of
    place text NOT NULL,                                          -- post, edit, display_name, note ...
    action text NOT NULL,                                         -- warn, block, confirm, watch, hold, release, keep
    rules text[] NOT NULL,
    text_hash bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

-- Posts that arrived with identifiers: off public pages and out of transcripts until somebody looked.
CREATE TABLE guard_holds (
    status_id bigint PRIMARY KEY REFERENCES statuses ON DELETE CASCADE,
    rules text[] NOT NULL,
    state text NOT NULL DEFAULT 'held' CHECK (state IN ('held', 'released', 'kept')),
    decided_by bigint REFERENCES accounts ON DELETE SET NULL,
    decided_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX guard_holds_open ON guard_holds (status_id) WHERE state = 'held';

-- Somebody may be in danger. A person takes each, by a clock.
CREATE TABLE crisis_cases (
    id bigint PRIMARY KEY DEFAULT next_id(),
    status_id bigint REFERENCES statuses ON DELETE SET NULL,
    account_id bigint REFERENCES accounts ON DELETE SET NULL,
    danger text NOT NULL CHECK (danger IN ('imminent', 'concern')),
    due_at timestamptz NOT NULL,
    taken_by bigint REFERENCES accounts ON DELETE SET NULL,
    taken_at timestamptz,
    closed_at timestamptz,
    outcome text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX crisis_cases_open ON crisis_cases (due_at) WHERE closed_at IS NULL;

-- Cards offered to people who tell that a medicine or device harmed somebody. `report` is written and sent by them alone.
CREATE TABLE adverse_events (
    id bigint PRIMARY KEY DEFAULT next_id(),
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    status_id bigint REFERENCES statuses ON DELETE SET NULL,
    state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'sent', 'dismissed')),
    serious boolean NOT NULL,
    aware_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    patient_at integer[] NOT NULL DEFAULT '{}', -- where in the text of the post: first and last + 1, in code points
    product_at integer[] NOT NULL DEFAULT '{}',
    event_at integer[] NOT NULL DEFAULT '{}',
    report_sealed bytea, -- what the author sent
    sent_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX adverse_events_status ON adverse_events (status_id);
CREATE INDEX adverse_events_author ON adverse_events (account_id, id DESC);
CREATE INDEX adverse_events_queue ON adverse_events (due_at) WHERE state <> 'dismissed';
