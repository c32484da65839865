-- Posts that show another one (FEP-044f), and what its author says to that. What may be seen of a quoted post is asked
-- for each reader: nothing of it is kept here.
CREATE TABLE quotes (
    status_id bigint PRIMARY KEY REFERENCES statuses ON DELETE CASCADE,
    quoted_uri text NOT NULL,
    quoted_status_id bigint REFERENCES statuses ON DELETE SET NULL, -- null: not here, or not for the eyes of who quotes
    state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'accepted', 'rejected', 'revoked')),
    request_uri text,                                               -- of the QuoteRequest, sent or received
    stamp_uri text,                                                 -- of the QuoteAuthorization, as claimed until accepted
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX quotes_of ON quotes (quoted_status_id, status_id DESC) WHERE quoted_status_id IS NOT NULL;
CREATE INDEX quotes_by_request ON quotes (request_uri) WHERE request_uri IS NOT NULL;
CREATE INDEX quotes_by_stamp ON quotes (stamp_uri) WHERE stamp_uri IS NOT NULL;

-- Who may quote a post: sets as bits (storage/model/quote.hpp). The authors of what is here already were not asked.
ALTER TABLE statuses ADD COLUMN quote_policy smallint NOT NULL DEFAULT 0;
ALTER TABLE status_stats ADD COLUMN quotes_count bigint NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN default_quote_policy text NOT NULL DEFAULT 'public'
    CHECK (default_quote_policy IN ('public', 'followers', 'nobody'));

-- Each change of a quoted post is told, as each change of a boosted one is.
DROP INDEX notifications_once;
CREATE UNIQUE INDEX notifications_once
    ON notifications (account_id, from_account_id, kind, coalesce(status_id, report_id, 0))
    WHERE kind NOT IN ('update', 'quoted_update');
