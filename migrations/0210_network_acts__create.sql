-- What the stewards of a network decided: whom they keep out, which posts they took out, which threads take no more
-- answers. The Group may be one of another server that told us so. What was lifted stays, for who appeals.
CREATE TABLE network_acts (
    id bigint PRIMARY KEY DEFAULT next_id(),
    group_account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('ban', 'removal', 'lock')),
    account_id bigint REFERENCES accounts ON DELETE CASCADE,     -- of a ban: whom
    status_id bigint REFERENCES statuses ON DELETE CASCADE,      -- of the others: the post
    reason text NOT NULL DEFAULT '',
    by_account_id bigint REFERENCES accounts ON DELETE SET NULL, -- null: another server's decision, or nobody's any more
    until timestamptz,                                           -- of a ban; null: until it is lifted
    with_posts boolean NOT NULL DEFAULT false,                   -- of a ban: the posts were taken out too
    in_audience boolean NOT NULL DEFAULT false,                  -- the post, or posts of theirs, were addressed to the network
    passed_on boolean NOT NULL DEFAULT false,                    -- of a removal: the network had boosted it
    chat_posts jsonb,                                            -- of a removal: its places in chats
    uri text,                                                    -- of the activity, when it arrived
    created_at timestamptz NOT NULL DEFAULT now(),
    undone_at timestamptz,
    CHECK ((kind = 'ban') = (account_id IS NOT NULL)),
    CHECK ((kind <> 'ban') = (status_id IS NOT NULL))
);
CREATE UNIQUE INDEX network_acts_on_people ON network_acts (group_account_id, account_id)
    WHERE account_id IS NOT NULL AND undone_at IS NULL;
CREATE UNIQUE INDEX network_acts_on_posts ON network_acts (status_id, kind, group_account_id)
    WHERE status_id IS NOT NULL AND undone_at IS NULL;
CREATE INDEX network_acts_of_group ON network_acts (group_account_id, kind, id DESC) WHERE undone_at IS NULL;
CREATE INDEX network_acts_about ON network_acts (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX network_acts_by ON network_acts (by_account_id) WHERE by_account_id IS NOT NULL;
CREATE INDEX network_acts_of_status ON network_acts (status_id) WHERE status_id IS NOT NULL;
