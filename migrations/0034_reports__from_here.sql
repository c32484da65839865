-- People here report as well, with a reason by category; a report may be told to the server of the account it is about.
ALTER TABLE reports
    ADD COLUMN category text NOT NULL DEFAULT 'other' CHECK (category IN ('spam', 'legal', 'violation', 'other')),
    ADD COLUMN rule_ids text[] NOT NULL DEFAULT '{}',
    ADD COLUMN forwarded boolean NOT NULL DEFAULT false;

-- What people agree to and are promised, each wording that was ever in force (Markdown).
CREATE TABLE policy_texts (
    kind text NOT NULL CHECK (kind IN ('privacy_policy', 'terms_of_service')),
    effective_date date NOT NULL,
    content text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (kind, effective_date)
);
