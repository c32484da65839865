CREATE TABLE follows (
    id bigint PRIMARY KEY DEFAULT next_id(),
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    target_account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    uri text NOT NULL UNIQUE,                        -- id of the Follow activity
    accepted_at timestamptz,                         -- null: a request
    show_reblogs boolean NOT NULL DEFAULT true,
    notify boolean NOT NULL DEFAULT false,
    languages text[],
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (account_id, target_account_id)
);
CREATE INDEX follows_by_target ON follows (target_account_id, id DESC);

CREATE TABLE blocks (
    id bigint PRIMARY KEY DEFAULT next_id(),
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    target_account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (account_id, target_account_id)
);
CREATE INDEX blocks_by_target ON blocks (target_account_id);

CREATE TABLE mutes (
    id bigint PRIMARY KEY DEFAULT next_id(),
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    target_account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    hide_notifications boolean NOT NULL DEFAULT true,
    expires_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (account_id, target_account_id)
);

CREATE TABLE account_domain_blocks (
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    domain text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account_id, domain)
);

CREATE TABLE account_notes (
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    target_account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    comment text NOT NULL,
    PRIMARY KEY (account_id, target_account_id)
);

CREATE TABLE favourites (
    id bigint PRIMARY KEY DEFAULT next_id(),
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    status_id bigint NOT NULL REFERENCES statuses ON DELETE CASCADE,
    uri text UNIQUE,                                 -- id of the Like activity
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (account_id, status_id)
);
CREATE INDEX favourites_by_status ON favourites (status_id, id DESC);
CREATE INDEX favourites_by_account ON favourites (account_id, id DESC);

CREATE TABLE bookmarks (
    id bigint PRIMARY KEY DEFAULT next_id(),
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    status_id bigint NOT NULL REFERENCES statuses ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (account_id, status_id)
);
CREATE INDEX bookmarks_by_account ON bookmarks (account_id, id DESC);

CREATE TABLE conversation_mutes (
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    conversation_id bigint NOT NULL REFERENCES conversations ON DELETE CASCADE,
    PRIMARY KEY (account_id, conversation_id)
);

-- Ids are a plain sequence: one client reads them as a JSON number.
CREATE TABLE notifications (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    from_account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    kind text NOT NULL,                              -- mention, status, reblog, follow, follow_request, favourite, update
    status_id bigint REFERENCES statuses ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX notifications_by_account ON notifications (account_id, id DESC);
CREATE UNIQUE INDEX notifications_once ON notifications (account_id, from_account_id, kind, coalesce(status_id, 0)) WHERE kind <> 'update';

CREATE TABLE markers (
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    timeline text NOT NULL CHECK (timeline IN ('home', 'notifications')),
    last_read_id bigint NOT NULL,
    version integer NOT NULL DEFAULT 1,
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account_id, timeline)
);

CREATE TABLE lists (
    id bigint PRIMARY KEY DEFAULT next_id(),
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    title text NOT NULL,
    replies_policy text NOT NULL DEFAULT 'list' CHECK (replies_policy IN ('followed', 'list', 'none')),
    exclusive boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX lists_by_account ON lists (account_id, id);

CREATE TABLE list_accounts (
    id bigint PRIMARY KEY DEFAULT next_id(),
    list_id bigint NOT NULL REFERENCES lists ON DELETE CASCADE,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    UNIQUE (list_id, account_id)
);

CREATE TABLE filters (
    id bigint PRIMARY KEY DEFAULT next_id(),
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    title text NOT NULL,
    contexts text[] NOT NULL,
    action text NOT NULL DEFAULT 'warn' CHECK (action IN ('warn', 'hide', 'blur')),
    expires_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX filters_by_account ON filters (account_id);

CREATE TABLE filter_keywords (
    id bigint PRIMARY KEY DEFAULT next_id(),
    filter_id bigint NOT NULL REFERENCES filters ON DELETE CASCADE,
    keyword text NOT NULL,
    whole_word boolean NOT NULL DEFAULT true
);
CREATE INDEX filter_keywords_by_filter ON filter_keywords (filter_id);

CREATE TABLE filter_statuses (
    id bigint PRIMARY KEY DEFAULT next_id(),
    filter_id bigint NOT NULL REFERENCES filters ON DELETE CASCADE,
    status_id bigint NOT NULL REFERENCES statuses ON DELETE CASCADE,
    UNIQUE (filter_id, status_id)
);

CREATE TABLE custom_emojis (
    id bigint PRIMARY KEY DEFAULT next_id(),
    shortcode text NOT NULL UNIQUE,
    category text,
    media_type text NOT NULL CHECK (media_type IN ('image/png', 'image/gif', 'image/webp')),
    image bytea NOT NULL,
    visible_in_picker boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE status_pins (
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    status_id bigint NOT NULL REFERENCES statuses ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account_id, status_id)
);

CREATE TABLE tag_follows (
    id bigint PRIMARY KEY DEFAULT next_id(),
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    tag_id bigint NOT NULL REFERENCES tags ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (account_id, tag_id)
);
