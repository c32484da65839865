-- What readers say of a summary: one mark each. Only sums are ever shown, and small ones are not.
CREATE TABLE summary_marks (
    summary_id bigint NOT NULL REFERENCES summaries ON DELETE CASCADE,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    mark text NOT NULL CHECK (mark IN ('helpful', 'unclear', 'ask')), -- ask: I will ask my clinician
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (summary_id, account_id)
);

-- Why a summary was taken back.
CREATE TABLE summary_retractions (
    summary_id bigint PRIMARY KEY REFERENCES summaries ON DELETE CASCADE,
    reason text NOT NULL,
    account_id bigint NOT NULL REFERENCES accounts,
    created_at timestamptz NOT NULL DEFAULT now()
);
