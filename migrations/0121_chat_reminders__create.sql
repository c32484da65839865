-- Reminders of a chat: posted by its network some time before it starts. "7d", "1d", "1h"; none: {}.
ALTER TABLE networks ADD COLUMN reminders text[] NOT NULL DEFAULT '{7d,1d,1h}';
ALTER TABLE chats ADD COLUMN reminders text[];       -- null: those of the network
ALTER TABLE chat_series ADD COLUMN reminders text[]; -- null: those of the network

-- Each is posted once, also when servers start anew; what was missed altogether stays unsaid.
CREATE TABLE chat_reminders (
    chat_id bigint NOT NULL REFERENCES chats ON DELETE CASCADE,
    before text NOT NULL,
    due_at timestamptz NOT NULL,
    done_at timestamptz,
    status_id bigint REFERENCES statuses ON DELETE SET NULL, -- null though done: a later one was due as well
    PRIMARY KEY (chat_id, before)
);
CREATE INDEX chat_reminders_due ON chat_reminders (due_at) WHERE done_at IS NULL;
