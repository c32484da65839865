-- Collections of accounts that somebody recommends (FEP-7aa9), of people here and of other servers, and what each
-- recommended account says to that.

-- Whether an account of another server may be recommended: sets of people as bits (storage/model/quote.hpp); null: its
-- server says nothing, so nobody was asked. Of people here `discoverable` says it.
ALTER TABLE accounts ADD COLUMN feature_policy smallint;
ALTER TABLE accounts ADD COLUMN collections_url text;

CREATE TABLE collections (
    id bigint PRIMARY KEY DEFAULT next_id(),
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    uri text NOT NULL UNIQUE,
    url text,
    name text NOT NULL,
    description text NOT NULL DEFAULT '',            -- plain text
    language text,
    tag_id bigint REFERENCES tags,
    sensitive boolean NOT NULL DEFAULT false,
    discoverable boolean NOT NULL DEFAULT true,      -- false: shown to whoever has its address
    local boolean NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX collections_of ON collections (account_id, id DESC);
CREATE INDEX collections_by_url ON collections (url) WHERE url IS NOT NULL;

CREATE TABLE collection_items (
    id bigint PRIMARY KEY DEFAULT next_id(),
    collection_id bigint NOT NULL REFERENCES collections ON DELETE CASCADE,
    account_id bigint REFERENCES accounts ON DELETE CASCADE, -- null: of another server, and not read yet
    account_uri text NOT NULL,
    uri text,                                        -- of the FeaturedItem
    state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'accepted', 'rejected', 'revoked')),
    request_uri text,                                -- of the FeatureRequest, sent or received
    stamp_uri text,                                  -- of the FeatureAuthorization, as claimed until accepted
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (collection_id, account_uri)
);
CREATE INDEX collection_items_of ON collection_items (account_id, collection_id) WHERE account_id IS NOT NULL;
CREATE INDEX collection_items_by_uri ON collection_items (uri) WHERE uri IS NOT NULL;
CREATE INDEX collection_items_by_request ON collection_items (request_uri) WHERE request_uri IS NOT NULL;
CREATE INDEX collection_items_by_stamp ON collection_items (stamp_uri) WHERE stamp_uri IS NOT NULL;

ALTER TABLE notifications ADD COLUMN collection_id bigint REFERENCES collections ON DELETE CASCADE;
CREATE INDEX notifications_by_collection ON notifications (collection_id) WHERE collection_id IS NOT NULL;
DROP INDEX notifications_once;
CREATE UNIQUE INDEX notifications_once
    ON notifications (account_id, from_account_id, kind, coalesce(status_id, report_id, strike_id, collection_id, 0))
    WHERE kind NOT IN ('update', 'quoted_update', 'collection_update');
