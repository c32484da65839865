-- A reply finds its chat through the post it answers.
CREATE INDEX chat_posts_by_status ON chat_posts (status_id);
CREATE INDEX chats_by_status ON chats (status_id) WHERE status_id IS NOT NULL;
CREATE INDEX summaries_by_status ON summaries (status_id) WHERE status_id IS NOT NULL;
