-- Threads of other servers that were asked for more replies, so that each is asked for once in a while, and an app can
-- follow how far it is (Mastodon's asynchronous refreshes).
CREATE TABLE thread_refreshes (
    id bigint PRIMARY KEY DEFAULT next_id(),
    status_id bigint NOT NULL UNIQUE REFERENCES statuses ON DELETE CASCADE,
    begun_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz,
    found integer NOT NULL DEFAULT 0
);
