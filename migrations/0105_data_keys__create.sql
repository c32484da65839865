-- Keys that seal the texts of direct messages (storage/sealed.hpp), wrapped by the instance's key, which is not in the
-- database. A row belongs to an author, so that erasing the account destroys what nobody else may open.
CREATE TABLE data_keys (
    id bigint PRIMARY KEY DEFAULT next_id(),
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    conversation_id bigint,                          -- null: what the account keeps for itself. No reference: the row may come later
    wrapped_by text NOT NULL,                        -- name of the instance's key
    wrapped bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX data_keys_by_account ON data_keys (account_id, conversation_id);

-- The words of direct messages are in no index.
DELETE FROM status_words w USING statuses s WHERE s.id = w.status_id AND s.visibility = 3;
