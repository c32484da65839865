-- outside a transaction
-- Finds the post that a file is on, when somebody fetches it.
CREATE INDEX CONCURRENTLY IF NOT EXISTS media_attachments_by_file ON media_attachments (file_key) WHERE file_key IS NOT NULL;
