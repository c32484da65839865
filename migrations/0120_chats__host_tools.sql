-- What hosts hold in their hands while a chat runs.
ALTER TABLE chats
    -- Between two posts of one person; 0: as they like.
    ADD COLUMN slow_seconds integer NOT NULL DEFAULT 0 CHECK (slow_seconds BETWEEN 0 AND 3600),
    ADD COLUMN pinned_status_id bigint REFERENCES statuses ON DELETE SET NULL,
    ADD COLUMN closing text NOT NULL DEFAULT '',         -- the hosts' closing thoughts, posted when it ends
    ADD COLUMN tail_hours smallint NOT NULL DEFAULT 24 CHECK (tail_hours BETWEEN 0 AND 168); -- late posts still join

-- A moderator on call looks after the chat beside its hosts.
ALTER TABLE chat_people DROP CONSTRAINT chat_people_role_check;
ALTER TABLE chat_people ADD CONSTRAINT chat_people_role_check CHECK (role IN ('host', 'guest', 'moderator')) NOT VALID;
ALTER TABLE chat_people VALIDATE CONSTRAINT chat_people_role_check;

ALTER TABLE chat_posts
    ADD COLUMN off_topic boolean NOT NULL DEFAULT false, -- a host said so: set aside, not deleted
    ADD COLUMN late boolean NOT NULL DEFAULT false,      -- came after the end, in the tail
    ADD COLUMN heard_at timestamptz,                     -- when it came here; null: before there was a slow mode
    ADD COLUMN queued_until timestamptz;                 -- slow mode: came too soon from elsewhere, shown from then on
CREATE INDEX chat_posts_queued ON chat_posts (queued_until) WHERE queued_until IS NOT NULL;
