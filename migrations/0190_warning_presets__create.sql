-- Words that moderators have ready for people whom they warn or limit.
CREATE TABLE warning_presets (
    id bigint PRIMARY KEY DEFAULT next_id(),
    title text NOT NULL CHECK (length(title) BETWEEN 1 AND 100),
    body text NOT NULL CHECK (length(body) BETWEEN 1 AND 2000),
    created_at timestamptz NOT NULL DEFAULT now()
);
