-- Who follows a condition follows the tags of it and of what it includes. Only tags that were followed for the
-- condition's sake are given up with it.
CREATE TABLE condition_follows (
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    condition_id text NOT NULL,                      -- DOID
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account_id, condition_id)
);

CREATE TABLE condition_follow_tags (
    account_id bigint NOT NULL,
    condition_id text NOT NULL,
    tag_id bigint NOT NULL REFERENCES tags ON DELETE CASCADE,
    PRIMARY KEY (account_id, condition_id, tag_id),
    FOREIGN KEY (account_id, condition_id) REFERENCES condition_follows ON DELETE CASCADE
);
CREATE INDEX condition_follow_tags_by_tag ON condition_follow_tags (tag_id);
