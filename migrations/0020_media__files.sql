-- An upload is busy until the sandbox has made its files; it fails for a reason that the uploader may read.
ALTER TABLE media_attachments
    ADD COLUMN state text NOT NULL DEFAULT 'ready' CHECK (state IN ('busy', 'ready', 'failed')),
    ADD COLUMN failure text,                         -- why it failed: unsupported, too_large, broken, overloaded
    ADD COLUMN file_key text,                        -- our blob; null: of another server, or busy
    ADD COLUMN preview_key text,
    ADD COLUMN preview_width integer,
    ADD COLUMN preview_height integer,
    ADD COLUMN duration double precision,            -- seconds
    ADD COLUMN frame_rate double precision,
    ADD COLUMN bitrate integer,                      -- bits per second
    -- Part of the address of files of other servers here: ids can be guessed, and posts may be for few eyes.
    ADD COLUMN access_key text NOT NULL DEFAULT replace(gen_random_uuid()::text, '-', ''),
    ADD COLUMN posted boolean NOT NULL DEFAULT false, -- has been on a post
    ADD COLUMN idle_since timestamptz NOT NULL DEFAULT now(); -- when it was last taken off one, or made
UPDATE media_attachments SET posted = true WHERE status_id IS NOT NULL;
CREATE UNIQUE INDEX media_attachments_by_access_key ON media_attachments (access_key);
CREATE INDEX media_attachments_idle ON media_attachments (idle_since) WHERE status_id IS NULL;

-- Blobs that nothing refers to. A key is noted here before its blob is stored, and taken off by the transaction that
-- refers to it: so a crash between the two leaves nothing behind.
CREATE TABLE media_trash (
    key text PRIMARY KEY,
    due_at timestamptz NOT NULL
);
CREATE INDEX media_trash_by_due ON media_trash (due_at);
