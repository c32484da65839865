-- Chats that come again: the rule by which a network's next ones are planned ahead.
CREATE TABLE chat_series (
    id bigint PRIMARY KEY DEFAULT next_id(),
    network_id bigint NOT NULL REFERENCES networks ON DELETE CASCADE,
    title text NOT NULL,
    description text NOT NULL DEFAULT '',            -- Markdown
    hashtag text NOT NULL,                           -- without #
    rule text NOT NULL,                              -- RFC 5545: FREQ=MONTHLY;BYDAY=2WE
    starts_minute smallint NOT NULL CHECK (starts_minute BETWEEN 0 AND 1439), -- of the day, in the zone
    length_minutes integer NOT NULL CHECK (length_minutes > 0),
    timezone text NOT NULL,                          -- IANA
    from_date date NOT NULL,                         -- from where weeks and months are counted
    until_date date,
    prompts jsonb NOT NULL,                          -- [{"content", "offset_s"}]
    ahead smallint NOT NULL CHECK (ahead > 0),       -- how many chats are kept planned
    created_by bigint NOT NULL REFERENCES accounts,
    fill_at timestamptz,                             -- when the next ones are to be planned; null: never again
    ended_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX chat_series_by_network ON chat_series (network_id, id DESC);
CREATE INDEX chat_series_due ON chat_series (fill_at) WHERE fill_at IS NOT NULL;

-- Each date is planned once, also when its chat was moved or cancelled since.
CREATE TABLE chat_series_dates (
    series_id bigint NOT NULL REFERENCES chat_series ON DELETE CASCADE,
    held_on date NOT NULL,
    chat_id bigint NOT NULL UNIQUE REFERENCES chats ON DELETE CASCADE,
    PRIMARY KEY (series_id, held_on)
);

-- The calendar of a tag.
CREATE INDEX chats_by_hashtag ON chats (lower(hashtag), ends_at);
