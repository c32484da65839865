-- outside a transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS credentials_revoked_status_idx ON credentials (status_index)
    WHERE revoked_at IS NOT NULL AND status_index IS NOT NULL;
