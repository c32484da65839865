-- outside a transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS break_glass_to_tell ON break_glass (tell_at) WHERE told_at IS NULL AND tell_at IS NOT NULL;
