-- What those who run the instance tell everybody here.
CREATE TABLE announcements (
    id bigint PRIMARY KEY DEFAULT next_id(),
    text text NOT NULL,                              -- as typed
    content text NOT NULL,                           -- HTML
    starts_at timestamptz,                           -- of what it is about
    ends_at timestamptz,                             -- it is shown until then
    all_day boolean NOT NULL DEFAULT false,
    published_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CHECK (ends_at IS NULL OR starts_at IS NULL OR ends_at > starts_at)
);

CREATE TABLE announcement_reads (
    announcement_id bigint NOT NULL REFERENCES announcements ON DELETE CASCADE,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    PRIMARY KEY (announcement_id, account_id)
);

CREATE TABLE announcement_reactions (
    announcement_id bigint NOT NULL REFERENCES announcements ON DELETE CASCADE,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    name text NOT NULL,                              -- an emoji, or the shortcode of a custom one
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (announcement_id, name, account_id)
);
