-- What waits for a host whose breaker is open is parked: the index of due rows stays small however much piles up, and the
-- backlog is released at a limited pace when the host is back.
ALTER TABLE deliveries DROP CONSTRAINT deliveries_state_check;
ALTER TABLE deliveries ADD CONSTRAINT deliveries_state_check CHECK (state IN ('waiting', 'parked', 'done', 'failed'));

DROP INDEX deliveries_by_host;
CREATE INDEX deliveries_due_by_host ON deliveries (host, run_at) WHERE state = 'waiting';
CREATE INDEX deliveries_parked ON deliveries (host, id) WHERE state = 'parked';
-- Order per object: is an earlier one about it still to be sent to this host?
CREATE INDEX deliveries_open_by_object ON deliveries (host, object_uri, id) WHERE state IN ('waiting', 'parked');
-- Whom must a Delete reach?
CREATE INDEX deliveries_by_object ON deliveries (object_uri);
CREATE INDEX deliveries_finished ON deliveries (finished_at) WHERE state IN ('done', 'failed');

CREATE INDEX peers_due ON peers (retry_at) WHERE retry_at IS NOT NULL;
CREATE INDEX peers_by_age ON peers (updated_at);
