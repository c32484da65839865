-- Reading a private conversation in an emergency ("break-glass"): a right of its own, given by command, beside the role.
CREATE TABLE break_glass_rights (
    account_id bigint PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    granted_at timestamptz NOT NULL DEFAULT now()
);

-- Each time the right was used. Rows outlive what they speak of, so there are no references.
CREATE TABLE break_glass (
    id bigint PRIMARY KEY DEFAULT next_id(),
    conversation_id bigint NOT NULL,
    opened_by bigint NOT NULL,
    reason text NOT NULL CHECK (reason IN ('danger', 'abuse', 'complaint', 'legal', 'care')),
    explanation text NOT NULL,                       -- sealed: it may speak of a patient
    opened_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    closed_at timestamptz,                           -- before it expired
    times_read integer NOT NULL DEFAULT 0,
    reviewed_by bigint,
    reviewed_at timestamptz,
    verdict text CHECK (verdict IN ('confirmed', 'objected')),
    CHECK (reviewed_by <> opened_by),                -- a second person
    CHECK ((reviewed_at IS NULL) = (verdict IS NULL) AND (reviewed_at IS NULL) = (reviewed_by IS NULL))
);
CREATE INDEX break_glass_by_opener ON break_glass (opened_by, id DESC);
CREATE INDEX break_glass_unreviewed ON break_glass (opened_at) WHERE reviewed_at IS NULL;

-- Whose conversation it was; each of them is told, and sees it in the settings.
CREATE TABLE break_glass_people (
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    access_id bigint NOT NULL REFERENCES break_glass ON DELETE CASCADE,
    PRIMARY KEY (account_id, access_id)
);
CREATE INDEX break_glass_people_by_access ON break_glass_people (access_id);
