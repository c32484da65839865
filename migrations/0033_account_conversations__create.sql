-- Conversations by direct posts as each person here sees them: one per thread and set of people.
CREATE TABLE account_conversations (
    id bigint PRIMARY KEY DEFAULT next_id(),
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    conversation_id bigint NOT NULL REFERENCES conversations ON DELETE CASCADE,
    participants bigint[] NOT NULL,                  -- the others, sorted
    last_status_id bigint NOT NULL REFERENCES statuses ON DELETE CASCADE,
    unread boolean NOT NULL DEFAULT false
);
-- By a hash of the people: a post of another server may address more of them than fit into a key.
CREATE UNIQUE INDEX account_conversations_once
    ON account_conversations (account_id, conversation_id, hash_array_extended(participants, 0));
CREATE INDEX account_conversations_by_account ON account_conversations (account_id, last_status_id DESC);
CREATE INDEX account_conversations_by_status ON account_conversations (last_status_id);

-- What there is already counts as read.
INSERT INTO account_conversations (account_id, conversation_id, participants, last_status_id)
SELECT me.id, s.conversation_id, others.ids, max(s.id)
FROM statuses s
CROSS JOIN LATERAL (SELECT s.account_id AS id UNION SELECT m.account_id FROM mentions m WHERE m.status_id = s.id) AS me
JOIN users u ON u.account_id = me.id
CROSS JOIN LATERAL (SELECT ARRAY(
    SELECT p.id FROM (SELECT s.account_id AS id UNION SELECT m.account_id FROM mentions m WHERE m.status_id = s.id) AS p
    WHERE p.id <> me.id ORDER BY p.id) AS ids) AS others
WHERE s.visibility = 3 AND s.reblog_of_id IS NULL AND s.deleted_at IS NULL AND s.conversation_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = me.id AND b.target_account_id = s.account_id)
GROUP BY me.id, s.conversation_id, others.ids;
