-- outside a transaction
-- Each post asks who wants to be told of its author's posts: few, among all who follow.
CREATE INDEX CONCURRENTLY IF NOT EXISTS follows_to_notify ON follows (target_account_id) WHERE notify;
