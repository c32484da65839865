-- A topic network: a Group actor with conditions, stewards and rules.
CREATE TABLE networks (
    id bigint PRIMARY KEY DEFAULT next_id(),
    account_id bigint NOT NULL UNIQUE REFERENCES accounts, -- the Group
    title text NOT NULL,
    description text NOT NULL DEFAULT '',            -- Markdown
    guidelines text NOT NULL DEFAULT '',             -- Markdown
    hashtag text NOT NULL,                           -- without #
    join_policy text NOT NULL DEFAULT 'open' CHECK (join_policy IN ('open', 'approval', 'invitation')),
    posting_policy text NOT NULL DEFAULT 'everyone' CHECK (posting_policy IN ('everyone', 'followers', 'stewards')),
    sensitive boolean NOT NULL DEFAULT false,
    created_by bigint NOT NULL REFERENCES accounts,
    created_at timestamptz NOT NULL DEFAULT now(),
    closed_at timestamptz
);

CREATE TABLE network_conditions (
    network_id bigint NOT NULL REFERENCES networks ON DELETE CASCADE,
    condition_id text NOT NULL,                      -- DOID
    PRIMARY KEY (network_id, condition_id)
);

CREATE TABLE network_roles (
    network_id bigint NOT NULL REFERENCES networks ON DELETE CASCADE,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    role text NOT NULL CHECK (role IN ('steward', 'host', 'clinician_mentor', 'patient_champion')),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (network_id, account_id, role)
);

CREATE TABLE chats (
    id bigint PRIMARY KEY DEFAULT next_id(),
    network_id bigint NOT NULL REFERENCES networks ON DELETE CASCADE,
    uri text NOT NULL UNIQUE,
    status_id bigint REFERENCES statuses,            -- the Event as followers see it
    title text NOT NULL,
    description text NOT NULL DEFAULT '',            -- Markdown
    hashtag text NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    timezone text NOT NULL,                          -- IANA
    state text NOT NULL DEFAULT 'scheduled' CHECK (state IN ('scheduled', 'live', 'closed', 'cancelled')),
    sequence integer NOT NULL DEFAULT 0,             -- grows with every change (RFC 5545 SEQUENCE)
    created_by bigint NOT NULL REFERENCES accounts,
    opened_at timestamptz,
    closed_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CHECK (ends_at > starts_at)
);
CREATE INDEX chats_by_network ON chats (network_id, starts_at DESC);
CREATE INDEX chats_due ON chats (starts_at) WHERE state = 'scheduled';

CREATE TABLE chat_people (
    chat_id bigint NOT NULL REFERENCES chats ON DELETE CASCADE,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    role text NOT NULL CHECK (role IN ('host', 'guest')),
    interests text NOT NULL DEFAULT '',              -- conflict-of-interest statement
    PRIMARY KEY (chat_id, account_id, role)
);

CREATE TABLE chat_prompts (
    id bigint PRIMARY KEY DEFAULT next_id(),
    chat_id bigint NOT NULL REFERENCES chats ON DELETE CASCADE,
    position smallint NOT NULL,
    label text NOT NULL,                             -- T1, T2 ...
    content text NOT NULL,
    due_at timestamptz NOT NULL,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'released', 'held', 'skipped')),
    released_at timestamptz,
    status_id bigint REFERENCES statuses,
    UNIQUE (chat_id, position)
);
CREATE INDEX chat_prompts_due ON chat_prompts (due_at) WHERE state = 'waiting';
CREATE INDEX chat_prompts_by_status ON chat_prompts (status_id) WHERE status_id IS NOT NULL;

-- The transcript: which post answers which prompt.
CREATE TABLE chat_posts (
    chat_id bigint NOT NULL REFERENCES chats ON DELETE CASCADE,
    status_id bigint NOT NULL REFERENCES statuses ON DELETE CASCADE,
    prompt_id bigint REFERENCES chat_prompts,        -- null: part of the chat, under no prompt
    quote_consent boolean NOT NULL DEFAULT false,
    PRIMARY KEY (chat_id, status_id)
);

CREATE TABLE summaries (
    id bigint PRIMARY KEY DEFAULT next_id(),
    network_id bigint NOT NULL REFERENCES networks ON DELETE CASCADE,
    chat_id bigint REFERENCES chats,
    uri text NOT NULL UNIQUE,
    status_id bigint REFERENCES statuses,            -- the Article as followers see it
    author_id bigint NOT NULL REFERENCES accounts,
    state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'in_review', 'published', 'retracted')),
    version integer NOT NULL DEFAULT 1,              -- of the newest row in summary_versions
    published_at timestamptz,
    retracted_at timestamptz,
    next_review_at date,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX summaries_by_network ON summaries (network_id, id DESC);

-- Every wording that was ever published stays readable; drafts are changed in place until they are.
CREATE TABLE summary_versions (
    summary_id bigint NOT NULL REFERENCES summaries ON DELETE CASCADE,
    version integer NOT NULL,
    title text NOT NULL,
    key_message text NOT NULL,
    what_you_can_do text NOT NULL DEFAULT '',        -- Markdown
    uncertain text NOT NULL DEFAULT '',              -- Markdown: what is not known
    body text NOT NULL DEFAULT '',                   -- Markdown
    language text NOT NULL DEFAULT 'en',
    reason text NOT NULL DEFAULT '',                 -- why it was corrected; empty for the first
    editor_id bigint NOT NULL REFERENCES accounts,
    reviewer_id bigint REFERENCES accounts,
    reviewer_credential_id bigint REFERENCES credentials,
    reviewed_at timestamptz,
    published_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (summary_id, version)
);

CREATE TABLE summary_statements (
    summary_id bigint NOT NULL,
    version integer NOT NULL,
    position smallint NOT NULL,
    content text NOT NULL,
    prompt_label text,
    evidence_scheme text,                            -- OCEBM2011, GRADE, LIVED; set by the reviewer
    evidence_level text,
    PRIMARY KEY (summary_id, version, position),
    FOREIGN KEY (summary_id, version) REFERENCES summary_versions ON DELETE CASCADE
);

CREATE TABLE summary_references (
    summary_id bigint NOT NULL,
    version integer NOT NULL,
    position smallint NOT NULL,
    kind text NOT NULL,                              -- doi, pmid, pmcid, nct, isbn, url ...
    value text NOT NULL,                             -- normalised
    csl jsonb NOT NULL,                              -- CSL-JSON
    supports smallint[] NOT NULL DEFAULT '{}',       -- positions of statements
    PRIMARY KEY (summary_id, version, position),
    FOREIGN KEY (summary_id, version) REFERENCES summary_versions ON DELETE CASCADE
);

-- Posts of the chat that a summary draws on.
CREATE TABLE summary_sources (
    summary_id bigint NOT NULL REFERENCES summaries ON DELETE CASCADE,
    status_id bigint NOT NULL REFERENCES statuses ON DELETE CASCADE,
    quoted boolean NOT NULL DEFAULT false,           -- only with the author's consent
    PRIMARY KEY (summary_id, status_id)
);

-- Declared by every author, reviewer, host and guest: "none" must be said.
CREATE TABLE summary_interests (
    summary_id bigint NOT NULL REFERENCES summaries ON DELETE CASCADE,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    statement text NOT NULL,
    declared_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (summary_id, account_id)
);

-- Who has taken back, or given, leave to be quoted in a network's transcripts.
CREATE TABLE quote_consents (
    network_id bigint NOT NULL REFERENCES networks ON DELETE CASCADE,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    granted_at timestamptz NOT NULL DEFAULT now(),
    withdrawn_at timestamptz,
    PRIMARY KEY (network_id, account_id)
);
