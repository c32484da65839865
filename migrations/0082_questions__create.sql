-- What a network wants to solve, and has solved: posts that are put to it as questions. A network of another server
-- tells what became of those put to it.
CREATE TABLE questions (
    id bigint PRIMARY KEY DEFAULT next_id(),
    group_id bigint NOT NULL REFERENCES accounts,    -- the network, of this instance or another
    status_id bigint NOT NULL UNIQUE REFERENCES statuses ON DELETE CASCADE,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'solved')),
    accepted_id bigint REFERENCES statuses ON DELETE SET NULL, -- the answer that helped
    endorsed boolean NOT NULL DEFAULT false,         -- a verified clinician stands by that answer
    solved_at timestamptz,
    reopened_at timestamptz,
    proposed_at timestamptz,                         -- as a topic of the next chat
    told_at timestamptz,                             -- when its network told the state, when that is elsewhere
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX questions_by_group ON questions (group_id, state, id DESC);
CREATE INDEX questions_by_accepted ON questions (accepted_id) WHERE accepted_id IS NOT NULL;

-- Clinicians who stand by an answer.
CREATE TABLE question_endorsements (
    question_id bigint NOT NULL REFERENCES questions ON DELETE CASCADE,
    status_id bigint NOT NULL REFERENCES statuses ON DELETE CASCADE,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    credential_id bigint NOT NULL REFERENCES credentials,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (question_id, status_id, account_id)
);

-- The posts by which a network of this instance tells what became of a question, with what each said.
CREATE TABLE question_notices (
    status_id bigint PRIMARY KEY REFERENCES statuses ON DELETE CASCADE,
    question_id bigint NOT NULL REFERENCES questions ON DELETE CASCADE,
    state text NOT NULL,
    accepted_uri text,
    endorsed boolean NOT NULL
);
CREATE INDEX question_notices_by_question ON question_notices (question_id);
