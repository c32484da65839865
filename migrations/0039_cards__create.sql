-- What linked pages say of themselves: read once for all posts that link them.
CREATE TABLE preview_cards (
    id bigint PRIMARY KEY DEFAULT next_id(),
    url text NOT NULL UNIQUE,
    title text NOT NULL DEFAULT '',                  -- empty: nothing to show
    description text NOT NULL DEFAULT '',
    language text NOT NULL DEFAULT '',
    author_name text NOT NULL DEFAULT '',
    provider_name text NOT NULL DEFAULT '',
    published_at timestamptz,
    fetched_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);

-- The first link of a public or unlisted post.
CREATE TABLE status_cards (
    status_id bigint PRIMARY KEY REFERENCES statuses ON DELETE CASCADE,
    card_id bigint NOT NULL REFERENCES preview_cards ON DELETE CASCADE
);
CREATE INDEX status_cards_by_card ON status_cards (card_id, status_id DESC);
