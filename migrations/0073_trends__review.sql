-- What may be shown as a trend: null, nobody has decided, and it is.
ALTER TABLE tags
    ADD COLUMN usable boolean NOT NULL DEFAULT true,     -- neither found nor a trend without
    ADD COLUMN listable boolean NOT NULL DEFAULT true,   -- the same
    ADD COLUMN trendable boolean,
    ADD COLUMN reviewed_at timestamptz;
ALTER TABLE preview_cards ADD COLUMN trendable boolean;

CREATE TABLE status_trend_reviews (
    status_id bigint PRIMARY KEY REFERENCES statuses ON DELETE CASCADE,
    trendable boolean NOT NULL,
    reviewed_at timestamptz NOT NULL DEFAULT now()
);

-- Sites whose pages were linked here, by host.
CREATE TABLE card_publishers (
    id bigint PRIMARY KEY DEFAULT next_id(),
    domain text NOT NULL UNIQUE,
    trendable boolean,
    reviewed_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);
