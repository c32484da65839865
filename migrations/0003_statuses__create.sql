CREATE TABLE conversations (
    id bigint PRIMARY KEY DEFAULT next_id(),
    uri text UNIQUE,                                 -- `context` as told by the origin
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE statuses (
    id bigint PRIMARY KEY DEFAULT next_id(),
    uri text NOT NULL UNIQUE,                        -- id of the object; of the Announce when it is a boost
    url text,                                        -- page for people
    account_id bigint NOT NULL REFERENCES accounts,
    object_type text NOT NULL DEFAULT 'Note',        -- Note, Article, Event, Page, Question
    visibility smallint NOT NULL,                    -- 0 public, 1 unlisted, 2 private, 3 direct
    local boolean NOT NULL,
    in_reply_to_id bigint REFERENCES statuses ON DELETE SET NULL,
    in_reply_to_account_id bigint,
    in_reply_to_uri text,                            -- kept while the parent is unknown here
    reblog_of_id bigint REFERENCES statuses ON DELETE CASCADE,
    conversation_id bigint REFERENCES conversations,
    audience_account_id bigint REFERENCES accounts,  -- the network it was posted to
    title text NOT NULL DEFAULT '',                  -- plain text: name of an Article or Event
    spoiler_text text NOT NULL DEFAULT '',           -- plain text
    sensitive boolean NOT NULL DEFAULT false,
    content text NOT NULL DEFAULT '',                -- sanitised HTML
    source text,                                     -- what a local author typed
    language text,
    app_id bigint,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    edited_at timestamptz,
    deleted_at timestamptz,
    fetched_at timestamptz
);
CREATE INDEX statuses_by_account ON statuses (account_id, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX statuses_by_parent ON statuses (in_reply_to_id, id) WHERE in_reply_to_id IS NOT NULL;
CREATE INDEX statuses_awaiting_parent ON statuses (in_reply_to_uri) WHERE in_reply_to_id IS NULL AND in_reply_to_uri IS NOT NULL;
CREATE UNIQUE INDEX statuses_one_boost ON statuses (reblog_of_id, account_id) WHERE reblog_of_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX statuses_by_conversation ON statuses (conversation_id, id);
CREATE INDEX statuses_public ON statuses (id DESC) WHERE visibility = 0 AND reblog_of_id IS NULL AND deleted_at IS NULL;
CREATE INDEX statuses_public_local ON statuses (id DESC) WHERE visibility = 0 AND local AND reblog_of_id IS NULL AND deleted_at IS NULL;
CREATE INDEX statuses_by_audience ON statuses (audience_account_id, id DESC) WHERE audience_account_id IS NOT NULL;

CREATE TABLE status_stats (
    status_id bigint PRIMARY KEY REFERENCES statuses ON DELETE CASCADE,
    replies_count bigint NOT NULL DEFAULT 0,
    reblogs_count bigint NOT NULL DEFAULT 0,
    favourites_count bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 70);

-- Earlier wordings. The present one is in statuses.
CREATE TABLE status_edits (
    status_id bigint NOT NULL REFERENCES statuses ON DELETE CASCADE,
    version integer NOT NULL,
    title text NOT NULL DEFAULT '',
    spoiler_text text NOT NULL,
    sensitive boolean NOT NULL,
    content text NOT NULL,
    created_at timestamptz NOT NULL,                 -- when this wording was published
    PRIMARY KEY (status_id, version)
);

CREATE TABLE mentions (
    status_id bigint NOT NULL REFERENCES statuses ON DELETE CASCADE,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    silent boolean NOT NULL DEFAULT false,           -- addressed without being named in the text
    PRIMARY KEY (status_id, account_id)
);
CREATE INDEX mentions_by_account ON mentions (account_id, status_id DESC);

CREATE TABLE tags (
    id bigint PRIMARY KEY DEFAULT next_id(),
    name text NOT NULL UNIQUE,                       -- lower case, without #
    display_name text NOT NULL,                      -- as first written
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE status_tags (
    tag_id bigint NOT NULL REFERENCES tags ON DELETE CASCADE,
    status_id bigint NOT NULL REFERENCES statuses ON DELETE CASCADE,
    PRIMARY KEY (tag_id, status_id)
);
CREATE INDEX status_tags_by_status ON status_tags (status_id);

CREATE TABLE media_attachments (
    id bigint PRIMARY KEY DEFAULT next_id(),
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    status_id bigint REFERENCES statuses ON DELETE CASCADE,
    position smallint NOT NULL DEFAULT 0,
    kind text NOT NULL,                              -- image, gifv, video, audio, unknown
    media_type text NOT NULL,
    remote_url text,
    description text NOT NULL DEFAULT '',
    blurhash text,
    width integer,
    height integer,
    focus_x double precision,
    focus_y double precision,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX media_attachments_by_status ON media_attachments (status_id, position);

-- Remote objects whose Delete arrived: what comes later under these ids is refused (a Create may overtake or be replayed).
CREATE TABLE tombstones (
    uri text PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT now()
);
